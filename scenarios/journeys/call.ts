import type { CallKind } from '../../lib/api/index.ts';
import { uidOf } from '../../lib/users/index.ts';
import { defineJourney, type Journey } from '../crowd/index.ts';
import { buying, feelsLikeBuying, PURSE } from './buying.ts';

/** Tokens for a started minute. */
const PRICE: Readonly<Record<CallKind, number>> = { voice: 10, video: 20 };
const HEARTBEAT_MS = 10_000;
/** A short call has some heartbeats too. */
const LEAST_HEARTBEATS = 3;
const MINUTE = 60_000;
/** People book some minutes more than they talk, and get them back. */
const MOST_SPARE_MINUTES = 2;

const NORMAL = 0;
const DROPS = 1;
const VANISHES = 2;
/** Part of the calls whose connection drops and comes back, and of those whose caller is not seen again. */
const DROP_SHARE = 0.06;
const VANISH_SHARE = 0.02;
/** How long it takes to be back online: within the 30 s of grace. */
const BACK_MS = [2000, 6000] as const;
const RETRY_MS = 5000;
const MOST_RECONNECTS = 3;
/** Grace (30 s) and what the last attempt takes. */
const LOST_MS = 35_000;

/**
 * Calls its partner, sends heartbeats for both, hangs up, and calls again later: billed by the started minute from what was paid in advance. Some
 * connections drop and recover once both are back; some callers vanish, and the backend refunds what was not used (pack 353 §3).
 */
export function callJourney(name: 'voice' | 'video'): Journey {
  return defineJourney({
    name,
    state: { session: 'text', endsAt: 'u32', beatMs: 'u16', fate: 'u8', reconnects: 'u8', ...PURSE },
    first: 'wallet',
    steps: {
      ...buying('ring'),
      async ring(user) {
        const talkMs = Math.round(user.between(user.world.sessionMs));
        const scheduledMinutes = Math.ceil(talkMs / MINUTE) + user.below(MOST_SPARE_MINUTES + 1);
        const fate = user.random();
        if (user.balance < scheduledMinutes * PRICE[name]) return user.after(0, 'buy');
        const call = { calleeId: uidOf(user.partner), kind: name, scheduledMinutes };
        const started = await user.call('startCall', call);
        if (!started.ok) return user.again(started, 'ring', 'wallet');
        user.balance = started.result.balance;
        user.session = started.result.sessionId;
        user.endsAt = user.nowMs + talkMs;
        user.beatMs = Math.min(HEARTBEAT_MS, Math.round(talkMs / LEAST_HEARTBEATS));
        user.fate = fate < DROP_SHARE ? DROPS : fate < DROP_SHARE + VANISH_SHARE ? VANISHES : NORMAL;
        user.reconnects = 0;
        return user.after(user.beatMs, 'talk');
      },
      async talk(user) {
        const vanishing = user.world.vanishing?.(user.nowMs) ?? 0;
        // Drawn only while callers vanish, so that a plan without that fault draws as ever.
        if (vanishing > 0 && user.chance(vanishing)) user.fate = VANISHES;
        if (user.fate !== NORMAL) return user.after(0, 'drop');
        if (user.nowMs >= user.endsAt) return user.after(0, 'hangUp');
        const sessionId = user.session;
        const beat = await user.call('sessionHeartbeat', { sessionId });
        await user.tell('sessionHeartbeat', { sessionId }, user.partner);
        if (!beat.ok) return user.again(beat, 'talk', 'hangUp');
        if (beat.result.status === 'interrupted' || beat.result.status === 'recovering')
          return user.after(0, 'reconnect');
        if (beat.result.status !== 'active') return user.after(0, 'hangUp');
        return user.after(Math.min(user.beatMs, user.endsAt - user.nowMs), 'talk');
      },
      async hangUp(user) {
        const buys = feelsLikeBuying(user, user.world.sessionMs[1]);
        const ended = await user.tell('endCall', { sessionId: user.session });
        if (!ended.ok && ended.outcome !== 'error') return user.again(ended, 'hangUp', 'hangUp');
        user.session = '';
        return user.think(buys ? 'buy' : 'wallet');
      },
      /** Whose side reports it differs: the caller who is back soon, or the callee who sees the other gone. */
      async drop(user) {
        const vanishes = user.fate === VANISHES;
        const lost = { sessionId: user.session, reason: 'network_error' };
        const reported = await user.tell('markSessionInterrupted', lost, vanishes ? user.partner : user.n);
        if (!reported.ok) return user.again(reported, 'drop', 'hangUp');
        user.fate = NORMAL;
        return vanishes ? user.after(LOST_MS, 'afterwards') : user.after(user.between(BACK_MS), 'reconnect');
      },
      async reconnect(user) {
        const sessionId = user.session;
        await user.tell('sessionHeartbeat', { sessionId }, user.partner);
        const recovery = await user.call('attemptSessionRecovery', { sessionId });
        if (!recovery.ok) return user.again(recovery, 'reconnect', 'afterwards');
        if (recovery.result.status === 'active') return user.after(user.beatMs, 'talk');
        user.reconnects++;
        const over = recovery.result.status === 'ended' || recovery.result.status === 'refunded';
        if (over || user.reconnects >= MOST_RECONNECTS) return user.think('afterwards');
        return user.after(RETRY_MS, 'reconnect');
      },
      /** What became of the call: it is over, or still to be ended. */
      async afterwards(user) {
        const status = await user.call('getSessionStatus', { sessionId: user.session });
        if (!status.ok) return user.again(status, 'afterwards', 'hangUp');
        if (status.result.status !== 'ended' && status.result.status !== 'refunded') return user.after(0, 'hangUp');
        user.session = '';
        return user.think('wallet');
      },
    },
    async leave(user) {
      if (user.session !== '') await user.tell('endCall', { sessionId: user.session });
      user.session = '';
    },
  });
}
