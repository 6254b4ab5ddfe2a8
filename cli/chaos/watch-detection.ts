import { setTimeout as sleep } from 'node:timers/promises';
import { callOperation, type FaultContext } from '../../chaos/faults/index.ts';
import type { Timeline } from '../conductor/timeline.ts';
import type { CarriedFault } from './carry-out.ts';

const LOOK_MS = 500;

interface Alerts {
  readonly alerts: readonly {
    readonly alertId: string;
    readonly service: string;
    readonly metric: string;
    readonly openedAt: number;
  }[];
}

/** Notices when the system itself noticed a fault: by what the fault's kind asks for, else by an alert that was opened while it was the newest one. */
export class DetectionWatch {
  readonly #faults: readonly CarriedFault[];
  readonly #timeline: Timeline;
  readonly #seen = new Set<string>();
  readonly #knownAlerts = new Set<string>();

  constructor(faults: readonly CarriedFault[], timeline: Timeline) {
    this.#faults = faults;
    this.#timeline = timeline;
  }

  /** Looks until `signal` aborts. A backend that cannot be asked is asked again. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look();
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  }

  async look(): Promise<void> {
    for (const it of this.#faults) {
      if (it.appliedAt === null || this.#seen.has(it.planned.name)) continue;
      const seen = await it.fault.detected(it.ctx, it.appliedAt).catch(() => null);
      if (seen) this.#note(it, it.appliedAt, seen.at, seen.by);
    }
    const [first] = this.#faults;
    if (first) await this.#lookAtAlerts(first.ctx).catch(() => {});
  }

  async #lookAtAlerts(ctx: FaultContext): Promise<void> {
    const { alerts } = await callOperation<Alerts>(ctx, 'getActiveAlerts');
    for (const { alertId, service, metric, openedAt } of alerts) {
      if (this.#knownAlerts.has(alertId)) continue;
      this.#knownAlerts.add(alertId);
      const it = this.#faults.findLast(({ appliedAt }) => appliedAt !== null && appliedAt <= openedAt);
      if (it?.appliedAt != null && !this.#seen.has(it.planned.name))
        this.#note(it, it.appliedAt, openedAt, `alert: ${service} ${metric}`);
    }
  }

  #note({ planned }: CarriedFault, appliedAt: number, at: number, by: string): void {
    this.#seen.add(planned.name);
    this.#timeline.add('probe', planned.name, { event: 'detected', ms: at - appliedAt, by }, at);
  }
}
