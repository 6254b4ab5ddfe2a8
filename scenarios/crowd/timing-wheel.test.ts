import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timingWheel } from './timing-wheel.ts';

type Command =
  | { kind: 'schedule'; user: number; inMs: number }
  | { kind: 'cancel'; user: number }
  | { kind: 'advance'; byMs: number };

const USERS = 12;
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('schedule' as const),
      user: fc.nat(USERS - 1),
      inMs: fc.integer({ min: -50, max: 2000 }),
    }),
    fc.record({ kind: fc.constant('cancel' as const), user: fc.nat(USERS - 1) }),
    fc.record({ kind: fc.constant('advance' as const), byMs: fc.nat(700) }),
  ),
  { maxLength: 80 },
);

describe('TimingWheel', () => {
  it('visits exactly those that a plain list would, none early, none twice, none lost', () => {
    fc.assert(
      fc.property(commands, fc.constantFrom(1, 7, 10, 50), fc.constantFrom(2, 8, 64), (list, tickMs, slots) => {
        const wheel = timingWheel(USERS, tickMs, slots);
        const model = new Map<number, { due: number; tick: number }>();
        let now = 0;
        let nextTick = 0;
        for (const command of list) {
          if (command.kind === 'schedule') {
            if (model.has(command.user)) {
              expect(() => wheel.schedule(command.user, now)).toThrow('scheduled already');
            } else {
              const due = Math.max(0, now + command.inMs);
              wheel.schedule(command.user, due);
              model.set(command.user, { due, tick: Math.max(nextTick, Math.ceil(due / tickMs)) });
            }
          } else if (command.kind === 'cancel') {
            expect(wheel.cancel(command.user)).toBe(model.delete(command.user));
          } else {
            now += command.byMs;
            const ticks: number[] = [];
            wheel.advance(now, (user, due) => {
              const expected = model.get(user);
              expect(due).toBe(expected?.due);
              ticks.push(expected?.tick ?? Number.NaN);
              model.delete(user);
            });
            nextTick = Math.floor(now / tickMs) + 1;
            expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
            expect(ticks.every((tick) => tick < nextTick)).toBe(true);
            for (const { tick } of model.values()) expect(tick).toBeGreaterThanOrEqual(nextTick);
          }
          expect(wheel.size()).toBe(model.size);
          for (let user = 0; user < USERS; user++) expect(wheel.has(user)).toBe(model.has(user));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('visits no more than it may, and the rest later, earlier ticks first', () => {
    const dues = fc.array(fc.nat(900), { minLength: 1, maxLength: USERS });
    const turns = fc.array(fc.record({ byMs: fc.nat(300), most: fc.integer({ min: 1, max: 5 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(dues, turns, fc.constantFrom(1, 10, 50), fc.constantFrom(2, 8, 1024), (list, some, tickMs, slots) => {
        const wheel = timingWheel(USERS, tickMs, slots);
        for (const [user, due] of list.entries()) wheel.schedule(user, due);
        const tickOf = (user: number) => Math.ceil((list[user] ?? 0) / tickMs);
        const order = [...list.keys()].sort((a, b) => tickOf(a) - tickOf(b));
        const seen: number[] = [];
        let now = 0;
        for (const { byMs, most } of [...some, { byMs: 1000, most: USERS }]) {
          now += byMs;
          const before = seen.length;
          wheel.advance(now, (user) => seen.push(user), most);
          const due = order.filter((user) => tickOf(user) * tickMs <= now).length;
          expect(seen.length).toBe(Math.min(due, before + most));
          if (due > seen.length) expect(wheel.idleFor(now, 50)).toBe(0);
        }
        expect(seen.map(tickOf)).toEqual(order.map(tickOf));
        // Those who wait for more than one turn of the wheel may lose their place within a tick.
        if (slots === 1024) expect(seen).toEqual(order);
      }),
    );
  });

  it('keeps the order of arrival within a tick, also for those that wait for more than one turn', () => {
    const wheel = timingWheel(4, 10, 4);
    for (const user of [3, 1, 0, 2]) wheel.schedule(user, 95);
    const seen: number[] = [];
    for (let now = 0; now <= 100; now += 5) wheel.advance(now, (user) => seen.push(user));
    expect(seen).toEqual([3, 1, 0, 2]);
  });

  it('lets a visitor schedule itself again and cancel another of the same tick', () => {
    const wheel = timingWheel(3, 10, 4);
    for (const user of [0, 1, 2]) wheel.schedule(user, 10);
    const seen: number[] = [];
    const visit = (user: number) => {
      seen.push(user);
      if (user === 0) wheel.cancel(1);
      if (user === 2 && seen.length < 4) wheel.schedule(2, 0);
    };
    wheel.advance(10, visit);
    expect(seen).toEqual([0, 2]);
    wheel.advance(20, visit);
    expect(seen).toEqual([0, 2, 2]);
  });

  it('says how long nobody is due', () => {
    const wheel = timingWheel(1, 10, 8);
    expect(wheel.idleFor(0, 50)).toBe(50);
    wheel.schedule(0, 31);
    expect(wheel.idleFor(5, 50)).toBe(35);
    expect(wheel.idleFor(5, 20)).toBe(20);
  });

  it('holds a million users in typed arrays of 12 bytes each', () => {
    const wheel = timingWheel(1_000_000, 20, 4096);
    for (let user = 0; user < 1_000_000; user++) wheel.schedule(user, user % 400_000);
    expect(wheel.bytes).toBeLessThan(12.1 * 1_000_000);
    let visited = 0;
    for (let now = 0; now <= 400_000; now += 1000) wheel.advance(now, () => visited++);
    expect(visited).toBe(1_000_000);
  });

  it('refuses a shape that cannot work', () => {
    expect(() => timingWheel(1, 10, 6)).toThrow('power of two');
    expect(() => timingWheel(1, 0, 8)).toThrow('tick 0 ms');
  });
});
