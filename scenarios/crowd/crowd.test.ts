import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeAt, type LoadStage, type PlannedGroup } from '../../lib/plan/index.ts';
import { chanceSeedOf } from './actor.ts';
import { type Crowd, crowdOf } from './crowd.ts';
import { defineJourney, type Journey } from './journey.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

interface Sent {
  readonly at: number;
  readonly n: number;
  readonly operation: string;
  readonly request: Readonly<Record<string, unknown>>;
}

type Answer = (sent: Sent) => Reply<unknown>;
const ok: Answer = () => ({ outcome: 'ok', ok: true, result: {} });

const groupOf = (over: Partial<PlannedGroup> & { stages: readonly LoadStage[] }): PlannedGroup => ({
  journey: 'test',
  model: 'closed',
  peak: 10,
  vus: 1,
  usersPerVu: 10,
  firstUser: 0,
  userCount: 10,
  order: 'random',
  firstPartner: null,
  pace: { thinkMs: [100, 300], sessionMs: null },
  ...over,
});

/** All VUs of a group on one virtual clock, against a backend that answers after `latencyMs`. */
class VirtualRun {
  now = 0;
  readonly sent: Sent[] = [];
  readonly lags: number[] = [];
  readonly samples: { at: number; active: number }[] = [];
  dropped = 0;
  readonly crowds: Crowd[];
  private readonly pending: { at: number; resolve: () => void }[] = [];
  private readonly group: PlannedGroup;

  constructor(journey: Journey, group: PlannedGroup, answer: Answer = ok, latencyMs = 20) {
    this.group = group;
    const world: World = {
      chanceSeed: chanceSeedOf(1, journey.name),
      keyspace: 'k',
      accounts: 1000,
      firstUser: group.firstUser,
      firstPartner: group.firstPartner,
      thinkMs: group.pace.thinkMs,
      sessionMs: group.pace.sessionMs ?? [0, 0],
      originMs: 0,
      data: { messages: ['hello'], searchTerms: ['x'], eventTypes: ['open'] },
      nowMs: () => this.now,
    };
    const ports = {
      send: (n: number, operation: string, request: object) =>
        new Promise<Reply<unknown>>((resolve) => {
          const sent = { at: this.now, n, operation, request: { ...request } };
          this.sent.push(sent);
          this.pending.push({ at: this.now + latencyMs, resolve: () => resolve(answer(sent)) });
        }),
      lag: (ms: number) => this.lags.push(ms),
      dropped: () => this.dropped++,
    };
    this.crowds = Array.from({ length: group.vus }, (_, vu) =>
      crowdOf(journey, { group, vu, tickMs: 10, phaseMs: (5 * vu) % 10, slots: 64 }, world, ports),
    );
  }

  get active(): number {
    return this.crowds.reduce((sum, crowd) => sum + crowd.active(), 0);
  }

  async run(): Promise<this> {
    const end = (this.group.stages.at(-1)?.untilMs ?? 0) + 60_000;
    for (; this.now < end && !this.crowds.every((crowd) => crowd.finished()); this.now += 5) {
      for (const answer of this.pending.splice(0).filter((it) => it.at > this.now || this.answered(it))) {
        this.pending.push(answer);
      }
      await new Promise(setImmediate);
      for (const crowd of this.crowds) crowd.tick(this.now);
      await new Promise(setImmediate);
      this.samples.push({ at: this.now, active: this.active });
    }
    return this;
  }

  private answered(it: { resolve: () => void }): false {
    it.resolve();
    return false;
  }
}

const looker = defineJourney({
  name: 'test',
  state: {},
  first: 'look',
  steps: {
    async look(user) {
      await user.call('getProfile', { userId: user.uid });
      return user.think('look');
    },
  },
});

const ramp = (peak: number): LoadStage[] => [
  { untilMs: 1000, level: peak },
  { untilMs: 3000, level: peak },
  { untilMs: 4000, level: 0 },
];

describe('a closed crowd', () => {
  it('follows any planned shape, loses nobody and lets nobody act twice at once', async () => {
    const shapes = fc.array(fc.record({ ms: fc.integer({ min: 50, max: 1500 }), level: fc.nat(40) }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 4 }), async (shape, vus) => {
        let untilMs = 0;
        const stages = shape.map(({ ms, level }) => {
          untilMs += ms;
          return { untilMs, level };
        });
        const group = groupOf({ stages, vus, usersPerVu: Math.ceil(40 / vus), peak: 40, userCount: 40 });
        const run = await new VirtualRun(looker, group).run();
        for (const { at, active } of run.samples) {
          const planned = at >= untilMs ? 0 : activeAt(stages, at);
          // Those who leave finish the request that is under way (20 ms), so the crowd may be larger than planned by these.
          expect(active).toBeGreaterThanOrEqual(planned);
          const recent = [0, 10, 20, 30].map((ms) => (at - ms >= untilMs ? 0 : activeAt(stages, Math.max(0, at - ms))));
          expect(active).toBeLessThanOrEqual(Math.max(...recent));
        }
        expect(run.active).toBe(0);
        expect(run.crowds.every((crowd) => crowd.finished())).toBe(true);
        const lastBy = new Map<number, number>();
        for (const { n, at } of run.sent) {
          expect(at - (lastBy.get(n) ?? -1000)).toBeGreaterThanOrEqual(20);
          lastBy.set(n, at);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('rests each user for its think time, from the answer on', async () => {
    const run = await new VirtualRun(looker, groupOf({ stages: ramp(10) })).run();
    const byUser = Map.groupBy(run.sent, (sent) => sent.n);
    expect(byUser.size).toBe(10);
    const gaps = [...byUser.values()].flatMap((list) => list.slice(1).map((sent, i) => sent.at - (list[i]?.at ?? 0)));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100 + 20);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(300 + 20 + 20);
    expect(new Set(gaps).size).toBeGreaterThan(5);
    expect(Math.max(...run.lags)).toBeLessThanOrEqual(10);
  });

  it('does the same with the same seed, whatever the number of VUs and the latency', async () => {
    const chooser = defineJourney({
      name: 'test',
      state: {},
      first: 'like',
      steps: {
        async like(user) {
          await user.call('swipe', { targetId: `u${user.someone()}`, action: user.chance(0.5) ? 'like' : 'pass' });
          return user.think('like');
        },
      },
    });
    const requests = async (vus: number, latencyMs: number) => {
      const group = groupOf({ stages: ramp(10), vus, usersPerVu: Math.ceil(10 / vus) });
      const { sent } = await new VirtualRun(chooser, group, ok, latencyMs).run();
      const byUser = Map.groupBy(sent, (it) => it.n);
      return Array.from({ length: 10 }, (_, n) => (byUser.get(n) ?? []).slice(0, 5).map((it) => it.request));
    };
    const one = await requests(1, 20);
    expect(one.flat().length).toBe(50);
    expect(await requests(3, 60)).toEqual(one);
    expect(new Set(one.flat().map((request) => request.swipeId)).size).toBe(50);
  });

  it('closes what is open when it shrinks and at the end', async () => {
    const caller = defineJourney({
      name: 'test',
      state: { session: 'text', since: 'u32' },
      first: 'ring',
      steps: {
        async ring(user) {
          await user.call('startCall', { calleeId: `u${user.partner}`, kind: 'voice', scheduledMinutes: 5 });
          user.session = `s${user.n}`;
          user.since = user.nowMs;
          return user.think('talk');
        },
        async talk(user) {
          await user.call('sessionHeartbeat', { sessionId: user.session });
          return user.think('talk');
        },
      },
      async leave(user) {
        if (user.session) await user.call('endCall', { sessionId: user.session });
        user.session = '';
      },
    });
    const group = groupOf({ stages: ramp(10), firstUser: 100, firstPartner: 500 });
    const { sent } = await new VirtualRun(caller, group).run();
    const started = sent.filter((it) => it.operation === 'startCall').map((it) => [it.n, it.request.calleeId]);
    expect(started.toSorted()).toEqual(Array.from({ length: 10 }, (_, g) => [100 + g, `u${500 + g}`]));
    const ended = sent.filter((it) => it.operation === 'endCall');
    expect(ended.map((it) => it.request.sessionId).toSorted()).toEqual(started.map(([n]) => `s${n}`));
    expect(Math.min(...ended.map((it) => it.at))).toBeLessThan(3200);
  });

  it('repeats an operation of unknown outcome with the same request, and gives up after three times', async () => {
    const sender = defineJourney({
      name: 'test',
      state: {},
      first: 'write',
      steps: {
        async write(user) {
          const text = user.pick(['a', 'b', 'c', 'd', 'e', 'f']);
          const reply = await user.call('sendChatMessage', { recipientId: `u${user.someone()}`, text });
          return reply.ok ? user.think('write') : user.again(reply, 'write', 'write');
        },
      },
    });
    const stages = [
      { untilMs: 10, level: 1 },
      { untilMs: 20_000, level: 1 },
    ];
    const unknown: Answer = () => ({ outcome: 'unknown', ok: false, code: 'timeout' });
    const { sent } = await new VirtualRun(sender, groupOf({ stages, usersPerVu: 1 }), unknown).run();
    const [first, second] = [sent.slice(0, 4), sent.slice(4, 8)].map((list) => list.map((it) => it.request));
    expect(first).toEqual(Array(4).fill(first?.[0]));
    expect(second).toEqual(Array(4).fill(second?.[0]));
    expect(second?.[0]?.messageId).not.toBe(first?.[0]?.messageId);
    const gaps = sent.slice(1, 4).map((it, i) => it.at - (sent[i]?.at ?? 0));
    for (const [i, gap] of gaps.entries()) expect(gap / 2 ** i).toBeGreaterThan(750);
  });

  it('throws what a journey throws', async () => {
    const broken = defineJourney({
      name: 'test',
      state: {},
      first: 'look',
      steps: {
        async look() {
          throw new Error('no such thing');
        },
      },
    });
    await expect(new VirtualRun(broken, groupOf({ stages: ramp(2) })).run()).rejects.toThrow('no such thing');
  });

  it('keeps per user what the journey declares and a few bytes more', () => {
    const stages = ramp(1);
    const bytesPerUser = (journey: Journey) =>
      new VirtualRun(journey, groupOf({ stages, usersPerVu: 100_000 })).crowds.reduce((sum, it) => sum + it.bytes, 0) /
      1e5;
    const lean = bytesPerUser(looker);
    expect(lean).toBeLessThan(20);
    const rich = defineJourney({ ...looker, state: { feed: ['i32', 10], left: 'u8' } } as unknown as Journey);
    expect(bytesPerUser(rich) - lean).toBe(41);
  });

  it('does not let a journey hide what every user has', () => {
    const clash = { ...looker, state: { uid: 'u8' } } as unknown as Journey;
    expect(() => new VirtualRun(clash, groupOf({ stages: ramp(1) }))).toThrow('state "uid"');
  });
});

describe('an open crowd', () => {
  const visitor = defineJourney({
    name: 'test',
    state: { seen: 'u8' },
    first: 'look',
    steps: {
      async look(user) {
        await user.call('ingestEvents', { events: [] });
        user.seen++;
        return user.seen < 2 ? user.think('look') : user.done();
      },
    },
  });
  const open = (over: Partial<PlannedGroup>) =>
    groupOf({
      model: 'open',
      stages: ramp(20),
      peak: 20,
      vus: 3,
      usersPerVu: 40,
      order: 'in-turn',
      userCount: 30,
      ...over,
    });

  it('starts as many visits as the rate adds up to, each once, when they are due', async () => {
    const run = await new VirtualRun(visitor, open({})).run();
    const starts = run.sent.filter((it) => String(it.request.batchId).endsWith('-0'));
    expect(starts.length).toBe(60);
    expect(new Set(starts.map((it) => it.request.batchId)).size).toBe(60);
    const inFirst = starts.filter((it) => it.at < 1000).length;
    expect(inFirst).toBeGreaterThanOrEqual(9);
    expect(inFirst).toBeLessThanOrEqual(11);
    expect(run.dropped).toBe(0);
    expect(Math.max(...run.lags)).toBeLessThanOrEqual(10);
    expect(run.active).toBe(0);
  });

  it('goes through the users in turn, so that everyone is seen, or picks them at random', async () => {
    const inTurn = await new VirtualRun(visitor, open({})).run();
    expect(new Set(inTurn.sent.map((it) => it.n)).size).toBe(30);
    const random = await new VirtualRun(visitor, open({ order: 'random', userCount: 1000 })).run();
    const distinct = new Set(random.sent.map((it) => it.n)).size;
    expect(distinct).toBeGreaterThan(50);
    expect(distinct).toBeLessThanOrEqual(60);
  });

  it('counts the visits that it has no room for, and loses none silently', async () => {
    const run = await new VirtualRun(visitor, open({ usersPerVu: 1 }), ok, 500).run();
    const starts = run.sent.filter((it) => String(it.request.batchId).endsWith('-0'));
    expect(run.dropped).toBeGreaterThan(0);
    expect(starts.length + run.dropped).toBe(60);
  });
});
