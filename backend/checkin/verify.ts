import { z } from 'zod';
import type { RequestOf } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import {
  type Context,
  callerId,
  defineOperation,
  geoPointField,
  keyField,
  type Operation,
} from '../operations/index.ts';
import {
  type CheckInDoc,
  checkInAnswer,
  checkInPath,
  type EventDoc,
  eventIdField,
  type Method,
  readEvent,
} from './documents.ts';
import { distanceMeters } from './gps.ts';
import { checkQrCode, MAX_QR_CODE } from './qr-code.ts';
import { type Findings, recordCheckIn } from './record.ts';
import { CHECK_IN } from './rules.ts';
import { readPicture } from './selfie/pictures.ts';
import { MAX_PICTURE_URL, type SelfieVerifier } from './selfie/verifier.ts';

type Request = RequestOf<'verifyEventCheckIn'>;

const EVIDENCE: Readonly<Record<Method, keyof Request & ('qrCode' | 'selfieUrl' | 'gpsLocation')>> = {
  qr: 'qrCode',
  selfie: 'selfieUrl',
  gps: 'gpsLocation',
};

const input = z.strictObject({
  eventId: eventIdField,
  checkInId: keyField,
  qrCode: z.string().min(1).max(MAX_QR_CODE).exactOptional(),
  selfieUrl: z.string().min(1).max(MAX_PICTURE_URL).exactOptional(),
  gpsLocation: geoPointField.exactOptional(),
});
const output = z.strictObject({
  success: z.boolean(),
  status: z.enum(['CHECKED_IN', 'DISPUTED']),
  failures: z.array(z.string()).readonly(),
  ticketId: z.string().nullable(),
});

/**
 * Lets a participant in (pack 353 §4): each of the event's methods must hold. Where one fails, one commit marks ticket and event `DISPUTED`, opens a
 * support ticket and records a fraud signal and a KPI. Missing or unreadable evidence is `invalid-argument` and disputes nothing. The key is (participant,
 * checkInId): a repeat gets the first answer. Bills 5 reads and 3 writes where it succeeds; one read more with a selfie.
 *
 * In degraded mode the selfie is left out where the event asks for something else too.
 */
export const verifyOperation = (verifier: SelfieVerifier): Operation =>
  defineOperation<'verifyEventCheckIn'>({
    name: 'verifyEventCheckIn',
    summary: 'Checks a participant in at an event',
    access: 'user',
    feature: 'events',
    flag: 'event_checkin',
    service: 'events',
    input,
    output,
    handler: async (ctx, request) => {
      const userId = callerId(ctx);
      const { eventId, checkInId } = request;
      const [event, first] = await Promise.all([
        readEvent(ctx.store, eventId),
        ctx.store.get<CheckInDoc>(checkInPath(eventId, userId, checkInId)),
      ]);
      if (first) return checkInAnswer(first.data);
      checkTime(event.data, ctx.clock.now());
      const methods = methodsFor(event.data, ctx.mode);
      for (const method of methods) requireEvidence(request, EVIDENCE[method]);
      const findings = await examine(ctx, verifier, userId, event.data, methods, request);
      return recordCheckIn(ctx, { eventId, userId, checkInId, findings });
    },
  });

/** The methods that are asked for. */
function methodsFor({ requires }: EventDoc, mode: Context['mode']): readonly Method[] {
  const others = requires.filter((method) => method !== 'selfie');
  return mode === 'degraded' && others.length > 0 ? others : requires;
}

function checkTime({ startsAt, endsAt }: EventDoc, now: number): void {
  const opensAt = startsAt - CHECK_IN.opensBeforeMs;
  if (now >= opensAt && now < endsAt) return;
  const when = now < opensAt ? 'has not begun' : 'is over';
  throw new OperationError('failed-precondition', `the check-in ${when}`, {
    reason: 'check-in-closed',
    opensAt,
    closesAt: endsAt,
  });
}

function requireEvidence(request: Request, field: 'qrCode' | 'selfieUrl' | 'gpsLocation'): void {
  if (request[field] !== undefined) return;
  throw new OperationError('invalid-argument', `${field}: this event asks for it`, { field });
}

async function examine(
  ctx: Context,
  verifier: SelfieVerifier,
  userId: string,
  event: EventDoc,
  methods: readonly Method[],
  request: Request,
): Promise<Findings> {
  const { eventId, qrCode = '', selfieUrl = '', gpsLocation } = request;
  const failures: string[] = [];
  const evidence: Record<string, number> = {};
  let nonce: string | null = null;
  if (methods.includes('qr')) {
    const verdict = checkQrCode(qrCode, { eventId, userId, key: event.qrKey, now: ctx.clock.now() });
    if ('failure' in verdict) failures.push(verdict.failure);
    else nonce = verdict.claims.nonce;
  }
  if (methods.includes('gps') && gpsLocation) {
    evidence.distanceMeters = distanceMeters(gpsLocation, event.location);
    if (evidence.distanceMeters > CHECK_IN.maxDistanceMeters) failures.push('gps-too-far');
  }
  if (methods.includes('selfie')) {
    const pictureUrl = await readPicture(ctx.store, userId);
    const answer = pictureUrl === null ? null : await verifier.verify(selfieUrl, pictureUrl);
    if (answer) evidence.selfieDistance = answer.distance;
    if (!answer) failures.push('selfie-no-profile-picture');
    else if (!answer.matched) failures.push('selfie-mismatch');
  }
  return { failures, evidence, nonce };
}
