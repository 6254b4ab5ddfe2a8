/** Events: tickets, check-in by QR code, selfie and place, and what follows when it fails (pack 353 §4). */
import type { Module } from '../operations/index.ts';
import { buyEventTicket } from './buy-ticket.ts';
import { createEvent, issueEventQrCode } from './create-event.ts';
import { getDisputedEventsOperation, resolveEventDisputeOperation } from './disputes.ts';
import { payOutHandler } from './pay-out.ts';
import { setProfilePicture } from './selfie/pictures.ts';
import { perceptualVerifier, type SelfieVerifier } from './selfie/verifier.ts';
import { getCheckInSummary } from './summary.ts';
import { verifyOperation } from './verify.ts';

export { seedEvents } from './seed.ts';

export const checkinModule = ({ verifier = perceptualVerifier }: { verifier?: SelfieVerifier } = {}): Module => ({
  name: 'checkin',
  operations: [
    createEvent,
    issueEventQrCode,
    buyEventTicket,
    verifyOperation(verifier),
    setProfilePicture,
    getDisputedEventsOperation,
    resolveEventDisputeOperation,
    getCheckInSummary,
  ],
  jobs: [payOutHandler],
});
