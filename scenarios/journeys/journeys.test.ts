/** Every journey against the real backend in this process, on a virtual clock. */
import { beforeAll, describe, expect, it } from 'vitest';
import { standardModules } from '../../backend/app.ts';
import { ModelProvider } from '../../backend/payments/testing/model-provider.ts';
import { seedUsers } from '../../backend/seed/index.ts';
import { type World as Backend, worldOf } from '../../backend/testing/index.ts';
import { ledgerTotals } from '../../backend/wallet/index.ts';
import { IDEMPOTENCY_KEYS, isKeyed, type OperationName, type Provider } from '../../lib/api/index.ts';
import { buildPlan, type PlannedGroup, type RunPlan } from '../../lib/plan/index.ts';
import { uidOf, userAt } from '../../lib/users/index.ts';
import { HTTP_STATUS, OperationError, wireStatus } from '../../lib/wire/index.ts';
import type { JourneyName } from '../../lib/workloads/index.ts';
import { scenarioData } from '../../scripts/scenario-data.ts';
import { classify } from '../client/classify.ts';
import { type Crowd, chanceSeedOf, crowdOf, type Reply, type Send, vanishingIn, type World } from '../crowd/index.ts';
import { JOURNEYS } from './index.ts';

interface Call {
  readonly journey: string;
  readonly n: number;
  readonly operation: OperationName;
  readonly request: Readonly<Record<string, unknown>>;
  readonly key: string;
  readonly reply: Reply<unknown>;
}

const DATA = scenarioData();
const TICK_MS = 20;
const SETTLE_MS = 3 * 60_000;

/** Payments succeed, and the provider says so after a moment, as webhooks do. */
class PromptProvider extends ModelProvider {
  override async begin(request: Parameters<ModelProvider['begin']>[0]) {
    const begun = await super.begin(request);
    for (const payment of this.payments.values()) payment.state = 'succeeded';
    return begun;
  }
}

/** As if it had come over the wire. */
const answered = (status: number, body: object): Reply<unknown> => {
  const answer = JSON.stringify(body);
  return classify(status, 0, () => JSON.parse(answer));
};

class Run {
  readonly calls: Call[] = [];
  readonly backend: Backend;
  private readonly plan: RunPlan;
  private nowMs = 0;

  constructor(plan: RunPlan) {
    this.plan = plan;
    const providers = Object.fromEntries(
      (['stripe', 'apple', 'google'] satisfies Provider[]).map((name) => [name, new PromptProvider(name)]),
    );
    this.backend = worldOf(standardModules({ providers }));
  }

  async drive(): Promise<this> {
    const { clock, store } = this.backend;
    await seedUsers({ store, clock }, { count: this.plan.accounts, seed: this.plan.seed });
    const originMs = clock.now();
    const crowds = this.plan.groups.flatMap((group) =>
      Array.from({ length: group.vus }, (_, vu) => this.crowdOf(group, vu, originMs)),
    );
    while (!crowds.every((crowd) => crowd.finished())) {
      expect(this.nowMs).toBeLessThan(this.plan.durationMs + 60_000);
      for (const crowd of crowds) crowd.tick(this.nowMs);
      await new Promise(setImmediate);
      this.nowMs += TICK_MS;
      await this.backend.elapse(TICK_MS);
    }
    await this.backend.elapse(SETTLE_MS);
    return this;
  }

  of(journey: JourneyName): Call[] {
    return this.calls.filter((call) => call.journey === journey);
  }

  private crowdOf(group: PlannedGroup, vu: number, originMs: number): Crowd {
    const journey = JOURNEYS[group.journey as JourneyName];
    const vanishing = vanishingIn(this.plan);
    const world: World = {
      ...(vanishing && { vanishing }),
      chanceSeed: chanceSeedOf(this.plan.seed, journey.name),
      keyspace: journey.name,
      accounts: this.plan.accounts,
      firstUser: group.firstUser,
      firstPartner: group.firstPartner,
      thinkMs: group.pace.thinkMs,
      sessionMs: group.pace.sessionMs ?? [0, 0],
      data: DATA,
      originMs,
      nowMs: () => this.nowMs,
    };
    const send: Send = async (n, operation, request, key) => {
      const sent = { journey: journey.name, n, operation, request: { ...request } as Call['request'], key };
      const reply = await this.answer(n, operation, request);
      this.calls.push({ ...sent, reply });
      return reply;
    };
    return crowdOf(journey, { group, vu, tickMs: TICK_MS, phaseMs: 0, slots: 256 }, world, {
      send,
      lag: () => {},
      dropped: () => expect.unreachable('a visit found no room'),
    });
  }

  private async answer(n: number, operation: OperationName, request: object): Promise<Reply<unknown>> {
    const { uid, n: _, ...claims } = userAt(n, this.plan.seed);
    try {
      const result = await this.backend.as(uid, claims)(operation, JSON.parse(JSON.stringify(request)));
      return answered(200, { result });
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      const { code, message, details } = error;
      return answered(HTTP_STATUS[code], { error: { status: wireStatus(code), message, details } });
    }
  }
}

const planOf = (workload: string, profile: 'quick' | 'full', scale: number) =>
  buildPlan({
    workload,
    profile,
    scale,
    seed: 5,
    target: { kind: 'embedded' },
    runId: 'test',
    createdAt: '2026-01-02T03:04:05Z',
  });

describe('every journey against the backend', () => {
  const plan = planOf('smoke', 'full', 2);
  const run = new Run(plan);
  beforeAll(() => run.drive(), 60_000);

  const counts = (journey: JourneyName) => {
    const byName: Partial<Record<OperationName, number>> = {};
    for (const { operation } of run.of(journey)) byName[operation] = (byName[operation] ?? 0) + 1;
    return byName;
  };

  it('makes no error, and is refused only where it breaks a limit on purpose', () => {
    const wrong = run.calls.filter(({ reply, journey }) => !reply.ok && journey !== 'limit-breakers');
    expect(wrong.map(({ journey, operation, reply }) => ({ journey, operation, reply }))).toEqual([]);
    const refused = run.of('limit-breakers').filter(({ reply }) => reply.outcome === 'refused');
    expect(refused.length).toBeGreaterThan(1);
    expect(new Set(refused.map(({ operation }) => operation))).toEqual(new Set(['sendChatMessage']));
    expect(run.of('limit-breakers').filter(({ reply }) => reply.ok).length).toBeGreaterThanOrEqual(30);
  });

  it.each<[JourneyName, OperationName[]]>([
    ['swipe', ['getDiscoveryFeed', 'getProfile', 'swipe']],
    ['paid-chat', ['getWallet', 'sendChatMessage', 'getChatMessages', 'purchaseTokens', 'getTransactionStatus']],
    ['voice', ['getWallet', 'startCall', 'sessionHeartbeat', 'endCall']],
    ['video', ['getWallet', 'startCall', 'sessionHeartbeat', 'endCall']],
    ['check-in', ['createEvent', 'buyEventTicket', 'issueEventQrCode', 'verifyEventCheckIn']],
    ['discovery-feed', ['getDiscoveryFeed']],
    ['profile-views', ['getProfile']],
    ['search', ['searchProfiles']],
    ['analytics-batches', ['ingestEvents']],
  ])('%s calls %j', (journey, operations) => {
    expect(Object.keys(counts(journey))).toEqual(expect.arrayContaining(operations));
  });

  it('sends each key once where every answer arrives, and a key with every operation that takes one', () => {
    const keys = new Set<string>();
    for (const { operation, request, key, journey } of run.calls) {
      if (!isKeyed(operation)) continue;
      expect(request[IDEMPOTENCY_KEYS[operation]]).toBe(key);
      expect(keys.has(`${operation} ${key}`), `${journey} ${operation} ${key}`).toBe(false);
      keys.add(`${operation} ${key}`);
    }
    expect(keys.size).toBeGreaterThan(300);
  });

  it('swipes through the feed rather than over the same profiles', () => {
    const pairs = run.of('swipe').filter(({ operation }) => operation === 'swipe');
    expect(new Set(pairs.map(({ n, request }) => `${n} ${request.targetId}`)).size).toBe(pairs.length);
  });

  it('pays, and the ledger balances to the token', async () => {
    const bought = run.calls.filter(({ operation }) => operation === 'purchaseTokens');
    expect(bought.length).toBeGreaterThan(0);
    expect(await ledgerTotals(run.backend.store)).toMatchObject({ sum: 0, mismatches: { count: 0 } });
  });

  it('acts as accounts that exist, each own account in its journey only', () => {
    const journeyOf = new Map<number, string>();
    for (const group of plan.groups.filter((it) => it.model === 'closed')) {
      for (const { n } of run.of(group.journey as JourneyName)) {
        expect(n).toBeLessThan(plan.accounts);
        expect(journeyOf.get(n) ?? group.journey, uidOf(n)).toBe(group.journey);
        journeyOf.set(n, group.journey);
      }
    }
  });
});

describe('calls', () => {
  const { groups, ...rest } = planOf('mixed-10k', 'quick', 0.1);
  const run = new Run({ ...rest, groups: groups.filter(({ journey }) => journey === 'voice' || journey === 'video') });
  beforeAll(() => run.drive(), 60_000);

  const statusesOf = (operation: OperationName) =>
    run.calls
      .filter((call) => call.operation === operation)
      .map(({ reply }) => (reply.ok ? (reply.result as { status: string }).status : reply.outcome));

  it('make no error, recover when they drop, and are refunded when the caller vanishes', () => {
    expect(run.calls.filter(({ reply }) => !reply.ok)).toEqual([]);
    expect(statusesOf('attemptSessionRecovery')).toContain('active');
    expect(statusesOf('getSessionStatus')).toContain('refunded');
    expect(statusesOf('endCall').length).toBeGreaterThan(100);
  });

  it('are all over at the end, and the ledger balances', async () => {
    const sessions = await run.backend.store.query({ collection: 'sessions' });
    expect(sessions.length).toBeGreaterThan(100);
    for (const { data } of sessions) expect(['ended', 'refunded']).toContain(data.status);
    expect(await ledgerTotals(run.backend.store)).toMatchObject({ sum: 0, mismatches: { count: 0 } });
  });
});

describe('callers who vanish', () => {
  const calm = planOf('smoke', 'full', 2);
  const fault = { name: 'lost', fault: 'vanishing-callers', params: { share: 1 }, applyMs: 20_000, revertMs: 30_000 };
  const run = new Run({ ...calm, faults: [fault] });
  beforeAll(() => run.drive(), 60_000);

  it('are reported by those whom they called, and get back what they did not use', () => {
    const vanished = run.of('voice').filter(({ operation, n }) => operation === 'markSessionInterrupted' && n > 0);
    const sessions = new Set(vanished.map(({ request }) => request.sessionId));
    expect(sessions.size).toBeGreaterThanOrEqual(6);
    const ends = run.of('voice').filter(({ operation }) => operation === 'getSessionStatus');
    const over = ends.filter(({ request, reply }) => sessions.has(request.sessionId) && reply.ok);
    expect(over.map(({ reply }) => (reply.ok ? (reply.result as { status: string }).status : ''))).toContain(
      'refunded',
    );
  });
});
