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

/** A flip, told to the run's time line at once; returns how to add what was measured, as a note that stands where the flip took effect. */
export function recordFlip(
  timeline: string,
  key: string,
  action: string,
  { flag, acknowledged_at: ackAt }: FlagChanged,
  reason: string,
) {
  const { state: to, rollout, version, enabled } = flag;
  const add = (record: TimelineRecord) => appendFileSync(timeline, `${JSON.stringify(record)}\n`);
  add({
    at: ackAt,
    kind: 'flag',
    name: key,
    detail: { action, to, rollout, version, reason, ackAt, acknowledged: true },
  });
  return (measured: Propagation) => {
    const { propagationMs } = measured;
    const effect = enabled ? 'first call accepted' : 'last call accepted';
    const name =
      propagationMs === null
        ? `${key} ${action}: no call to tell by`
        : `${key} ${action}: ${effect} after ${propagationMs} ms`;
    add({
      at: ackAt + (propagationMs ?? 0),
      kind: 'note',
      name,
      detail: { flag: key, action, to, version, ackAt, ...measured },
    });
  };
}
