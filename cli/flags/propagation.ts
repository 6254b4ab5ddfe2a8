import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { FlagActivity, FlagChanged } from '../../lib/api/index.ts';
import type { TimelineRecord } from '../../lib/results/index.ts';
import type { FlagsClient } from './client.ts';

const LOOK_EVERY_MS = 100;

/** What became of calls under a flag after a flip, by the backend's clock. */
export interface Propagation {
  /** From the acknowledged flip to the last call that was still accepted (off), or to the first accepted one (on); null: none was seen. */
  readonly propagationMs: number | null;
  /** Since just before the flip. */
  readonly accepted: number;
  readonly refused: number;
  readonly lastAcceptedAt: number | null;
  readonly watchedMs: number;
}

type Activity = FlagActivity & { readonly at: number };
const activityOf = (client: FlagsClient, key: string) => client.call<Activity>('getFeatureFlagActivity', { key });

/** Watches a flag's calls for a while after a flip that was acknowledged. */
export async function measurePropagation(
  client: FlagsClient,
  key: string,
  { flag, acknowledged_at }: FlagChanged,
  before: FlagActivity,
  watchMs: number,
): Promise<Propagation> {
  const until = acknowledged_at + watchMs;
  let firstAcceptedAt: number | null = null;
  let now = await activityOf(client, key);
  while (now.at < until) {
    if (firstAcceptedAt === null && now.lastAcceptedAt !== null && now.lastAcceptedAt > acknowledged_at)
      firstAcceptedAt = now.lastAcceptedAt;
    await pause(LOOK_EVERY_MS);
    now = await activityOf(client, key);
  }
  const { lastAcceptedAt } = now;
  const lastAfter = lastAcceptedAt !== null && lastAcceptedAt > acknowledged_at ? lastAcceptedAt : null;
  const sawCalls = now.accepted > before.accepted || now.refused > before.refused;
  const settledAt = flag.enabled ? firstAcceptedAt : (lastAfter ?? acknowledged_at);
  return {
    propagationMs: sawCalls && settledAt !== null ? settledAt - acknowledged_at : null,
    accepted: now.accepted - before.accepted,
    refused: now.refused - before.refused,
    lastAcceptedAt,
    watchedMs: now.at - acknowledged_at,
  };
}

/** A flip, told to the run's time line at once; returns how to add what was measured. */
export function recordFlip(timeline: string, key: string, action: string, changed: FlagChanged, by: object) {
  const add = (detail: Record<string, unknown>) => {
    const record: TimelineRecord = { at: changed.acknowledged_at, kind: 'flag', name: key, detail };
    appendFileSync(timeline, `${JSON.stringify(record)}\n`);
  };
  const { state, rollout, version } = changed.flag;
  add({ action, state, rollout, version, ackAt: changed.acknowledged_at, ...by });
  return (measured: Propagation) =>
    add({ action: 'measured', of: action, version, ackAt: changed.acknowledged_at, ...measured });
}
