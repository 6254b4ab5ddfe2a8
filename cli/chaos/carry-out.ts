import { setTimeout as sleep } from 'node:timers/promises';
import { ControlRefused, type Fault, type FaultContext, type Notes } from '../../chaos/faults/index.ts';
import type { PlannedFault } from '../../lib/plan/index.ts';
import type { LoadClock } from '../conductor/load-clock.ts';
import type { Timeline } from '../conductor/timeline.ts';
import type { Journal } from './journal.ts';

/** A part that is in trouble gets this long to take back what was done to it. */
const REVERT_PATIENCE_MS = 30_000;
const REVERT_PAUSE_MS = 500;
const ASK_AGAIN_MS = 200;

/** One fault of a run, on its way from planned to reverted. */
export interface CarriedFault {
  readonly planned: PlannedFault;
  readonly fault: Fault;
  readonly ctx: FaultContext;
  /** Unix ms; null: not yet, or never. */
  appliedAt: number | null;
  revertedAt: number | null;
  /** Why it was not applied, or did not go on as planned; null: all well. */
  problem: string | null;
  /** Why it could not be put back; null: it was. */
  stuck: string | null;
}

export interface Carrier {
  readonly clock: LoadClock;
  readonly timeline: Timeline;
  readonly journal: Journal;
  readonly say: (text: string) => void;
}

const messageOf = (error: unknown) => (error as Error).message;

/** Applies a fault at its time and reverts it at its time, or as soon as `stop` aborts; whatever happens, it has been reverted when this resolves. Never rejects. */
export async function carryOut(it: CarriedFault, carrier: Carrier, stop: AbortSignal): Promise<void> {
  const { planned, fault, ctx } = it;
  const { clock, timeline, journal, say } = carrier;
  const told = { fault: planned.fault, params: planned.params };
  try {
    await clock.until(planned.applyMs, stop);
  } catch {
    it.problem = 'the experiment was over before its time';
    return;
  }
  const notes = await begin(it, carrier, stop);
  if (notes === null) return;
  try {
    await patiently(it, carrier, stop, () => fault.apply(ctx, notes));
    it.appliedAt = Date.now();
    timeline.add('fault', planned.name, { action: 'apply', ...told }, it.appliedAt);
    say(`${at(clock)}  ▼ ${planned.name}: ${fault.sentence}`);
    await untilOver(it, notes, clock, stop);
    await noteEffect(it, it.appliedAt, timeline);
  } catch (error) {
    it.problem = messageOf(error);
    if (it.appliedAt === null) timeline.add('fault', planned.name, { action: 'apply', ...told, skipped: it.problem });
  }
  it.stuck = await putBack(fault, ctx, notes);
  it.revertedAt = Date.now();
  const outcome = it.stuck === null ? {} : { skipped: it.stuck };
  timeline.add('fault', planned.name, { action: 'revert', ...told, ...outcome }, it.revertedAt);
  if (it.stuck === null) journal.reverted(planned);
  say(`${at(clock)}  ${it.stuck === null ? '▲' : '✗'} ${planned.name}: ${it.stuck ?? 'put back'}`);
}

/** Looks before anything is changed; null: the fault is left out. */
async function begin(it: CarriedFault, carrier: Carrier, stop: AbortSignal): Promise<Notes | null> {
  const { journal, timeline, say, clock } = carrier;
  const { planned, fault, ctx } = it;
  try {
    if (it.problem !== null) throw new Error(it.problem);
    const notes = await patiently(it, carrier, stop, () => fault.prepare(ctx));
    journal.aboutToApply(planned, notes);
    return notes;
  } catch (error) {
    it.problem = messageOf(error);
    const { params } = planned;
    timeline.add('fault', planned.name, { action: 'apply', fault: planned.fault, params, skipped: it.problem });
    say(`${at(clock)}  – ${planned.name} is left out: ${it.problem}`);
    return null;
  }
}

/** A part that does not answer yet (the backend is just getting up from the fault before) is asked again while the fault's time lasts; a refusal is one at once. */
async function patiently<T>(
  { planned }: CarriedFault,
  { clock }: Carrier,
  stop: AbortSignal,
  act: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isLate = clock.elapsed() + ASK_AGAIN_MS >= planned.revertMs;
      if (error instanceof ControlRefused || isLate || stop.aborted) throw error;
      await sleep(ASK_AGAIN_MS);
    }
  }
}

/** Lets the fault act for its time. */
async function untilOver(it: CarriedFault, notes: Notes, clock: LoadClock, stop: AbortSignal): Promise<void> {
  const over = new AbortController();
  const during = it.fault.during(it.ctx, notes, over.signal).catch((error: unknown) => {
    if (!over.signal.aborted) it.problem = messageOf(error);
  });
  await clock.until(it.planned.revertMs, stop).catch(() => {});
  over.abort();
  // What it has begun is done before anything is put back.
  await during;
}

/** When the fault was in force everywhere, where something tells. Asking is no reason to fail. */
async function noteEffect({ planned, fault, ctx }: CarriedFault, appliedAt: number, timeline: Timeline): Promise<void> {
  const seen = await fault.effect(ctx, appliedAt).catch(() => null);
  if (seen) timeline.add('probe', planned.name, { event: 'effect', ms: seen.at - appliedAt, by: seen.by }, seen.at);
}

/** Null when it is put back; else why it is not. */
export async function putBack(fault: Fault, ctx: FaultContext, notes: Notes): Promise<string | null> {
  for (const deadline = performance.now() + REVERT_PATIENCE_MS; ; await sleep(REVERT_PAUSE_MS)) {
    try {
      await fault.revert(ctx, notes);
      return null;
    } catch (error) {
      if (performance.now() > deadline) return messageOf(error);
    }
  }
}

const at = (clock: LoadClock) => `${(clock.elapsed() / 1000).toFixed(1).padStart(6)} s`;
