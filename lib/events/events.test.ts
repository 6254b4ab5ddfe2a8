import { expect, test } from 'vitest';
import { eventOfParticipant, seededEvent } from './index.ts';

test('each user is the organizer or a participant of one event', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 5; i++) {
    const event = seededEvent(i, 9);
    for (const uid of [event.organizerId, ...event.participants]) seen.add(uid);
    for (const uid of event.participants) expect(eventOfParticipant(Number(uid.slice(1)), 9)).toBe(i);
    expect(eventOfParticipant(Number(event.organizerId.slice(1)), 9)).toBeNull();
  }
  expect(seen.size).toBe(50);
});
