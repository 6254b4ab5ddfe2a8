import { describe, expect, test } from 'vitest';
import type { ResponseOf } from '../../lib/api/index.ts';
import { metersNorth, seededEvent } from '../../lib/events/index.ts';
import { degradedModule, refusalOf, type World, worldOf } from '../testing/index.ts';
import type { EventDoc, EventTicketDoc } from './documents.ts';
import { checkinModule } from './index.ts';
import { CHECK_IN } from './rules.ts';
import { evidence, worldWithEvent } from './testing.ts';

type Answer = ResponseOf<'verifyEventCheckIn'>;
const verify = (world: World, uid: string, request: object) =>
  world.as(uid)('verifyEventCheckIn', request) as Promise<Answer>;
const ticketOf = async (world: World, uid: string) =>
  (await world.store.get<EventTicketDoc>(`events/event0/tickets/${uid}`))?.data;
const eventOf = async (world: World) => (await world.store.get<EventDoc>('events/event0'))?.data;

describe('verifyEventCheckIn', () => {
  test('lets in who has code, face and place, and touches nobody else', async () => {
    const world = await worldWithEvent(2);
    const before = await eventOf(world);
    const request = await evidence(world, 'u1');
    const inside = { success: true, status: 'CHECKED_IN', failures: [], ticketId: null };
    expect(await verify(world, 'u1', request)).toEqual(inside);
    expect(await verify(world, 'u1', request)).toEqual(inside);
    expect((await ticketOf(world, 'u1'))?.status).toBe('CHECKED_IN');
    expect((await ticketOf(world, 'u2'))?.status).toBe('PAID');
    expect(await eventOf(world)).toEqual(before);
  });

  test.each([
    [99.9, true],
    [100, true],
    [100.1, false],
    [0, true],
    [5000, false],
  ])('at %d m from the venue: %s', async (meters, success) => {
    const world = await worldWithEvent(1, { requires: ['gps'] });
    const { location } = seededEvent(0, 1);
    // Exact to the centimetre on the sphere that the distance is measured on.
    const lat = location.lat + (meters / 6_371_008.8) * (180 / Math.PI);
    const answer = await verify(world, 'u1', {
      eventId: 'event0',
      checkInId: 'c',
      gpsLocation: { lat, lng: location.lng },
    });
    expect(answer).toMatchObject({ success, failures: success ? [] : ['gps-too-far'] });
  });

  test('a failure marks ticket and event, and calls support, fraud detection and KPI in one commit', async () => {
    const world = await worldWithEvent(2);
    const answer = await verify(world, 'u1', await evidence(world, 'u1', { meters: 250, selfieOf: 'u2' }));
    expect(answer).toEqual({
      success: false,
      status: 'DISPUTED',
      failures: ['gps-too-far', 'selfie-mismatch'],
      ticketId: 'event:event0:u1:c1',
    });
    expect(await ticketOf(world, 'u1')).toMatchObject({ status: 'DISPUTED', round: 0 });
    expect(await eventOf(world)).toMatchObject({ status: 'DISPUTED', disputes: 1, disputedAt: world.clock.now() });
    const about = { userId: 'u1', eventId: 'event0', failures: answer.failures };
    expect((await world.store.get('fraudSignals/event0:u1:c1'))?.data).toMatchObject({
      ...about,
      evidence: { distanceMeters: 250 },
    });
    expect((await world.store.get('kpiRecords/event-dispute:event0:u1:c1'))?.data).toMatchObject(about);
    expect((await world.store.get(`supportTickets/${answer.ticketId}`))?.data).toMatchObject({
      status: 'open',
      userId: 'u1',
      refs: { eventId: 'event0', checkInId: 'c1' },
    });
    // The first answer holds; another try with the same ticket is for people to decide.
    expect(await verify(world, 'u1', await evidence(world, 'u1'))).toEqual(answer);
    expect(await refusalOf(verify(world, 'u1', await evidence(world, 'u1', { checkInId: 'c2' })))).toMatchObject({
      code: 'failed-precondition',
      details: { reason: 'disputed' },
    });
    // One who cheats must not keep the others out.
    expect(await verify(world, 'u2', await evidence(world, 'u2'))).toMatchObject({ success: true });
  });

  test('a code lets one participant in, whoever comes first', async () => {
    const world = await worldWithEvent(3);
    const { qrCode } = (await evidence(world, 'u1')) as { qrCode: string };
    const answers = await Promise.all(
      ['u1', 'u2', 'u3'].map(async (uid) => verify(world, uid, await evidence(world, uid, { qrCode }))),
    );
    expect(answers.filter((answer) => answer.success)).toHaveLength(1);
    for (const answer of answers) if (!answer.success) expect(answer.failures).toEqual(['qr-used']);
  });

  test('a code is for its time and its holder', async () => {
    const world = await worldWithEvent(3);
    const issue = (request: object) =>
      world.as('u0')('issueEventQrCode', { eventId: 'event0', ...request }) as Promise<{
        qrCode: string;
        expiresAt: number;
      }>;
    const forTwo = await issue({ userId: 'u2' });
    expect(forTwo.expiresAt).toBe(world.clock.now() + CHECK_IN.qrLifeMs);
    const request = await evidence(world, 'u1', { qrCode: forTwo.qrCode });
    expect((await verify(world, 'u1', request)).failures).toEqual(['qr-other-holder']);
    world.clock.advance(CHECK_IN.qrLifeMs);
    const late = await evidence(world, 'u2', { qrCode: forTwo.qrCode });
    expect((await verify(world, 'u2', late)).failures).toEqual(['qr-expired']);
    const forged = await evidence(world, 'u3', { qrCode: `${forTwo.qrCode.slice(0, -6)}AAAAAA` });
    expect((await verify(world, 'u3', forged)).failures).toEqual(['qr-forged']);
  });

  test.each([
    ['permission-denied', 'eventId', 'stranger', {}],
    ['not-found', 'eventId', 'u1', { eventId: 'nope' }],
    ['invalid-argument', 'eventId', 'u1', { eventId: 'a:b' }],
    ['invalid-argument', 'selfieUrl', 'u1', { selfieUrl: 'https://example.org/me.png' }],
    ['invalid-argument', 'gpsLocation.lng', 'u1', { gpsLocation: { lat: 0, lng: 181 } }],
    ['invalid-argument', 'qrCode', 'u1', { qrCode: '' }],
  ])('refuses with %s at %s and disputes nothing', async (code, field, uid, over) => {
    const world = await worldWithEvent(1, uid === 'stranger' ? { requires: ['gps'] } : {});
    const request = { ...(await evidence(world, 'u1')), ...over };
    expect(await refusalOf(verify(world, uid, request))).toMatchObject({ code, details: { field } });
    expect((await eventOf(world))?.status).toBe('OPEN');
    expect((await ticketOf(world, 'u1'))?.status).toBe('PAID');
  });

  test.each(['qrCode', 'selfieUrl', 'gpsLocation'])('asks for a missing %s instead of disputing', async (field) => {
    const world = await worldWithEvent(1);
    const { [field]: _, ...request } = await evidence(world, 'u1');
    expect(await refusalOf(verify(world, 'u1', request))).toMatchObject({
      code: 'invalid-argument',
      details: { field },
    });
  });

  test('without a profile picture no selfie matches, and setProfilePicture brings one', async () => {
    const world = await worldWithEvent(2, { requires: ['selfie'] });
    await world.store.batch((writer) => writer.delete('profilePictures/u1'));
    const request = await evidence(world, 'u1');
    const selfie = { eventId: 'event0', checkInId: 'c', selfieUrl: request.selfieUrl };
    expect((await verify(world, 'u1', selfie)).failures).toEqual(['selfie-no-profile-picture']);
    expect(await world.as('u2')('setProfilePicture', { url: request.selfieUrl })).toEqual({ width: 24, height: 24 });
    expect(await verify(world, 'u2', selfie)).toMatchObject({ success: true });
    expect(await refusalOf(world.as('u2')('setProfilePicture', { url: 'data:image/png;base64,AAAA' }))).toMatchObject({
      code: 'invalid-argument',
      details: { field: 'url' },
    });
  });

  test('is open from two hours before the start to the end', async () => {
    const world = await worldWithEvent(4, { requires: ['gps'] });
    const now = world.clock.now();
    const times = { startsAt: now + CHECK_IN.opensBeforeMs, endsAt: now + CHECK_IN.opensBeforeMs + 1000 };
    await world.store.batch((writer) => writer.update('events/event0', times));
    const gpsLocation = metersNorth(seededEvent(0, 1).location, 0);
    const enter = (uid: string) => verify(world, uid, { eventId: 'event0', checkInId: 'c', gpsLocation });
    world.clock.advance(-1);
    expect(await refusalOf(enter('u1'))).toMatchObject({ details: { reason: 'check-in-closed', opensAt: now } });
    world.clock.advance(1);
    expect(await enter('u1')).toMatchObject({ success: true });
    world.clock.advance(CHECK_IN.opensBeforeMs + 999);
    expect(await enter('u2')).toMatchObject({ success: true });
    world.clock.advance(1);
    expect(await refusalOf(enter('u3'))).toMatchObject({ details: { reason: 'check-in-closed' } });
  });

  test('degraded: the selfie is left out where there is something else to check', async () => {
    const world = await worldWithEvent(2, { extra: [degradedModule] });
    const { selfieUrl: _, ...request } = await evidence(world, 'u1');
    expect(await verify(world, 'u1', request)).toMatchObject({ success: true });
    await world.store.batch((writer) => writer.update('events/event0', { requires: ['selfie'] }));
    const wrong = await evidence(world, 'u2', { selfieOf: 'u1' });
    expect((await verify(world, 'u2', wrong)).failures).toEqual(['selfie-mismatch']);
  });

  test('another verifier can take the place of the default one', async () => {
    const seen: string[] = [];
    const verifier = {
      verify: async (selfieUrl: string) => {
        seen.push(selfieUrl);
        return { matched: false, distance: 7 };
      },
    };
    const world = await worldWithEvent(1, { requires: ['selfie'] });
    const swapped = worldOf([checkinModule({ verifier })], world);
    const request = { eventId: 'event0', checkInId: 'c', selfieUrl: 'https://faces.example/1' };
    expect((await verify(swapped, 'u1', request)).failures).toEqual(['selfie-mismatch']);
    expect(seen).toEqual(['https://faces.example/1']);
  });
});
