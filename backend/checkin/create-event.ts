import { z } from 'zod';
import { hasCode, OperationError } from '../../lib/wire/index.ts';
import { callerId, defineAdminOperation, geoPointField, type Operation, userIdField } from '../operations/index.ts';
import { type EventDoc, eventIdField, eventPath, METHODS, readEvent } from './documents.ts';
import { payOutJob } from './pay-out.ts';
import { signQrCode } from './qr-code.ts';
import { CHECK_IN, TICKETS } from './rules.ts';

const MAX_TITLE = 200;

/** What an organizer decides about an event. */
export interface NewEvent
  extends Pick<EventDoc, 'organizerId' | 'title' | 'startsAt' | 'endsAt' | 'ticketPrice' | 'requires'> {
  readonly location: { readonly lat: number; readonly lng: number };
}

/** The document of an event that nobody has joined yet. `qrKey` must be unguessable. */
export const eventDocument = (event: NewEvent, qrKey: string): EventDoc => ({
  organizerId: event.organizerId,
  title: event.title,
  startsAt: event.startsAt,
  endsAt: event.endsAt,
  location: { lat: event.location.lat, lng: event.location.lng },
  ticketPrice: event.ticketPrice,
  requires: [...event.requires],
  status: 'OPEN',
  round: 0,
  disputes: 0,
  disputedAt: null,
  closing: null,
  paidOutAt: null,
  qrKey,
});

const time = z.number().int('give Unix milliseconds').min(0, 'give Unix milliseconds');

/** The caller becomes the organizer. A repeated `eventId` of the same organizer changes nothing. Pays out by itself after the end. */
export const createEvent: Operation = defineAdminOperation({
  name: 'createEvent',
  summary: 'Creates an event with tickets and check-in',
  access: 'user',
  feature: 'events',
  flag: 'events',
  service: 'calendar',
  input: z
    .strictObject({
      eventId: eventIdField,
      title: z.string().trim().min(1, 'name the event').max(MAX_TITLE),
      startsAt: time,
      endsAt: time,
      location: geoPointField,
      ticketPrice: z.number().int('give whole tokens').min(0).max(TICKETS.maxPrice),
      requires: z
        .array(z.enum(METHODS))
        .min(1, 'name at least one way to check in')
        .refine((methods) => new Set(methods).size === methods.length, 'name each way once'),
    })
    .refine(({ startsAt, endsAt }) => startsAt < endsAt, {
      path: ['endsAt'],
      message: 'an event ends after it starts',
    }),
  output: z.strictObject({ eventId: z.string() }),
  handler: async (ctx, { eventId, ...event }) => {
    const organizerId = callerId(ctx);
    if (event.endsAt <= ctx.clock.now()) {
      throw new OperationError('invalid-argument', 'endsAt: this is past', { field: 'endsAt' });
    }
    try {
      const qrKey = ctx.random.id() + ctx.random.id();
      await ctx.store.batch((writer) => {
        writer.create(eventPath(eventId), eventDocument({ ...event, organizerId }, qrKey));
        ctx.scheduler.schedule(writer, payOutJob(eventId, event.endsAt));
      });
    } catch (error) {
      if (!hasCode(error, 'already-exists')) throw error;
      if ((await readEvent(ctx.store, eventId)).data.organizerId !== organizerId) {
        throw new OperationError('already-exists', 'eventId: another event has this id', { field: 'eventId' });
      }
    }
    return { eventId };
  },
});

/** A code for the door: signed, void after its time, good for one check-in. Bills one read; codes are not stored until they are used. */
export const issueEventQrCode: Operation = defineAdminOperation({
  name: 'issueEventQrCode',
  summary: 'Makes a QR code that lets one participant check in (organizer or admin)',
  access: 'user',
  feature: 'events',
  flag: 'event_checkin',
  service: 'events',
  input: z.strictObject({
    eventId: eventIdField,
    userId: userIdField.optional(),
    lifeMs: z.number().int().min(CHECK_IN.minQrLifeMs).max(CHECK_IN.maxQrLifeMs).default(CHECK_IN.qrLifeMs),
  }),
  output: z.strictObject({ qrCode: z.string(), expiresAt: z.number() }),
  handler: async (ctx, { eventId, userId, lifeMs }) => {
    const { data } = await readEvent(ctx.store, eventId);
    const isAdmin = ctx.caller?.admin === true || ctx.caller?.superAdmin === true;
    if (!isAdmin && data.organizerId !== callerId(ctx)) {
      throw new OperationError('permission-denied', 'eventId: only the organizer and admins issue codes', {
        field: 'eventId',
      });
    }
    const expiresAt = ctx.clock.now() + lifeMs;
    const claims = { eventId, userId: userId ?? null, nonce: ctx.random.id(), expiresAt };
    return { qrCode: signQrCode(claims, data.qrKey), expiresAt };
  },
});
