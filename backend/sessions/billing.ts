import { CALL_COMMISSION } from './policy.ts';
import type { SessionDoc } from './session.ts';

const MINUTE = 60_000;

/** Call time used until `now`, in ms: only stretches in which the session was active, and never more than was booked. */
export function usedMsAt({ status, usedMs, activeSince, scheduledMinutes, kind }: SessionDoc, now: number): number {
  const used = usedMs + (status === 'active' ? Math.max(0, now - activeSince) : 0);
  return kind === 'chat' ? used : Math.min(used, scheduledMinutes * MINUTE);
}

/** Each started minute is used; the first one starts with the call. */
export const minutesOf = (usedMs: number): number => Math.max(1, Math.ceil(usedMs / MINUTE));

/** Where the prepaid tokens of a call go. They sum to what was prepaid. */
export interface Bill {
  readonly billedMinutes: number;
  /** For used minutes: earning + commission. */
  readonly charged: number;
  readonly earning: number;
  /** Stays with the platform whatever way the call ended (pack 353 §3). */
  readonly commission: number;
  /** Unused minutes × rate. */
  readonly refunded: number;
}

/** The bill of a call after `usedMs`; all zero for chats, which are paid per message. */
export function billOf({ kind, ratePerMinute, prepaid }: SessionDoc, usedMs: number): Bill {
  if (kind === 'chat') return { billedMinutes: 0, charged: 0, earning: 0, commission: 0, refunded: 0 };
  const billedMinutes = minutesOf(usedMs);
  const charged = billedMinutes * ratePerMinute;
  const commission = Math.floor(charged * CALL_COMMISSION);
  return { billedMinutes, charged, earning: charged - commission, commission, refunded: prepaid - charged };
}
