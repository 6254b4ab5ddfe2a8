import { defineJourney } from '../crowd/index.ts';

const HOUR = 60 * 60_000;
const TICKET_PRICE = 20;
/** Part of the participants who are not where they say: the backend disputes them (pack 353 §4). */
const ELSEWHERE = 0.05;
const METERS_PER_DEGREE = 111_195;

/**
 * Goes to the event of its partner, who organizes one after the other: the organizer announces it, the participant buys a ticket, is given a QR code at the
 * door and checks in with it and with the phone's position. Some are too far away.
 */
export const checkIn = defineJourney({
  name: 'check-in',
  state: { event: 'text' },
  first: 'announce',
  steps: {
    async announce(user) {
      const { key } = user;
      const now = user.world.originMs + user.nowMs;
      const event = {
        title: 'An evening',
        startsAt: now,
        endsAt: now + 6 * HOUR,
        location: placeOf(user.n),
        ticketPrice: TICKET_PRICE,
        requires: ['qr', 'gps'] as ('qr' | 'gps')[],
      };
      const announced = await user.call('createEvent', event, user.partner);
      if (!announced.ok) return user.again(announced, 'announce', 'announce');
      user.event = key;
      return user.think('book');
    },
    async book(user) {
      const ticket = await user.tell('buyEventTicket', { eventId: user.event });
      return ticket.ok ? user.think('enter') : user.again(ticket, 'book', 'announce');
    },
    async enter(user) {
      const eventId = user.event;
      const away = user.chance(ELSEWHERE) ? user.between([150, 2000]) : user.between([0, 90]);
      const issued = await user.call('issueEventQrCode', { eventId, userId: user.uid }, user.partner);
      if (!issued.ok) return user.again(issued, 'enter', 'announce');
      const { lat, lng } = placeOf(user.n);
      const gpsLocation = { lat: lat + away / METERS_PER_DEGREE, lng };
      const checked = await user.tell('verifyEventCheckIn', { eventId, qrCode: issued.result.qrCode, gpsLocation });
      return checked.ok ? user.think('announce') : user.again(checked, 'enter', 'announce');
    },
  },
});

/** Where the events of an organizer are. */
const placeOf = (n: number) => ({ lat: 48 + (n % 100) / 25, lng: 9 + (n % 97) / 8 });
