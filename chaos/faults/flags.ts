/** What the faults of flags share: reading, switching, and putting back. */
import { z } from 'zod';
import type { FlagActivity, FlagChanged, FlagState, FlagView } from '../../lib/api/index.ts';
import { ControlRefused, callOperation, type FaultContext } from './context.ts';
import type { Sighting } from './define.ts';

export const flagKey = z.string().regex(/^[a-z][a-z0-9_.]{1,63}$/, 'give a key of the registry, such as chat_paid');

/** The operations that stop when a flag is off, as far as clients of the workloads call them. */
const GUARDED: Readonly<Record<string, readonly string[]>> = {
  chat: ['sendChatMessage', 'getChatMessages'],
  chat_paid: ['sendChatMessage'],
  chat_voice: ['startCall'],
  chat_video: ['startCall'],
  token_purchases: ['purchaseTokens'],
  swipe: ['swipe'],
  matching: ['swipe'],
};
export const operationsOf = (flag: string): readonly string[] => GUARDED[flag] ?? ['*'];

/** Settings of a flag that a fault may change, as they were. */
export interface FlagNotes {
  readonly [setting: string]: unknown;
  readonly state: FlagState;
  readonly rollout: number;
  readonly critical: boolean;
  readonly shadowExecution: string;
}

type Path = '' | '/kill';
const RETRIES = 3;

const read = async (ctx: FaultContext, flag: string): Promise<FlagView> =>
  (await ctx.target<{ flag: FlagView }>('GET', `/api/flags/${flag}`)).flag;

export async function noteFlag(ctx: FaultContext, flag: string): Promise<FlagNotes> {
  const { state, rollout, critical, shadowExecution } = await read(ctx, flag);
  return { state, rollout, critical, shadowExecution };
}

/** Critical flags want their exact key typed, whoever asks. */
async function change(
  ctx: FaultContext,
  flag: string,
  action: string,
  method: 'PUT' | 'POST',
  path: Path,
  body: object,
) {
  const reason = `experiment, fault ${ctx.name}`;
  const words = path === '/kill' ? { kill_reason: reason } : { change_reason: reason };
  const changed = await ctx.target<FlagChanged>(method, `/api/flags/${flag}${path}`, {
    ...words,
    ...body,
    confirm: flag,
  });
  if (changed.changed) ctx.flipped(flag, action, changed, reason);
}

export const kill = (ctx: FaultContext, flag: string) => change(ctx, flag, 'kill', 'POST', '/kill', {});

/** Serves the flag to a share of the users, in percent. */
export const rollOut = (ctx: FaultContext, flag: string, percentage: number) =>
  become(ctx, flag, 'set', { state: 'canary', rollout: percentage });

/** As it was before the fault; nothing happens where it is so already. */
export const restore = (ctx: FaultContext, flag: string, before: FlagNotes) => become(ctx, flag, 'rollback', before);

async function become(
  ctx: FaultContext,
  flag: string,
  action: string,
  { state, rollout }: Pick<FlagNotes, 'state' | 'rollout'>,
): Promise<void> {
  const body = { current_state: state, ...(state === 'canary' && { canary_percentage: rollout }) };
  for (let attempt = 1; ; attempt++) {
    const now = await read(ctx, flag);
    if (now.state === state && (state !== 'canary' || now.rollout === rollout)) return;
    try {
      return await change(ctx, flag, action, 'PUT', '', { ...body, version: now.version });
    } catch (error) {
      // Somebody else changed it in between: look again.
      if (!(error instanceof ControlRefused) || error.status >= 500 || attempt === RETRIES) throw error;
    }
  }
}

/** When the last call under the flag was accepted after the flip; the flip itself where none was. Null: no call was refused, so nothing tells. */
export async function lastAccepted(ctx: FaultContext, flag: string, appliedAt: number): Promise<Sighting | null> {
  const activity = await callOperation<FlagActivity>(ctx, 'getFeatureFlagActivity', { key: flag });
  if (activity.lastRefusedAt === null || activity.lastRefusedAt < appliedAt) return null;
  const at = Math.max(appliedAt, activity.lastAcceptedAt ?? 0);
  return { at, by: `last call accepted under ${flag}` };
}
