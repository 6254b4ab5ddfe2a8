/** Voice and video calls, and the recovery of broken sessions (pack 353 §3). */
import type { Module } from '../operations/index.ts';
import { operations } from './operations.ts';
import { recoveryJobs } from './recovery.ts';
import { sessionSweeps } from './sweep.ts';

export { endCall, initiateSessionRefund } from './end.ts';
export { getSessionStatus, sessionHeartbeat } from './heartbeat.ts';
export { markSessionInterrupted } from './interrupt.ts';
export { CALL_COMMISSION, RATE_PER_MINUTE, RECOVERY, type SessionKind } from './policy.ts';
export { checkParticipantsOnline } from './presence.ts';
export { attemptSessionRecovery } from './recovery.ts';
export type { SessionDoc } from './session.ts';
export { startCall, startChatSession } from './start.ts';
export { getSessionSummary, type SessionSummary } from './summary.ts';

export const sessionsModule = (): Module => ({
  name: 'sessions',
  operations,
  jobs: recoveryJobs,
  recurring: sessionSweeps,
});
