import { type HistoryRecord, outcomeOf } from '../../lib/history/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import { seedDocuments } from './genesis.ts';
import { callerOf, ORIGIN } from './process.ts';
import type { Action, Schedule } from './schedule.ts';
import { settle } from './settle.ts';
import { advance, deliver } from './steps.ts';
import { settled } from './turns.ts';
import { type ModulesFor, World } from './world.ts';

/** Runs a schedule from its first action to a settled system. The same schedule gives the same world, step by step. */
export async function runSchedule(schedule: Schedule, modules: ModulesFor): Promise<World> {
  const world = new World(schedule, modules);
  await seedDocuments(world.store, schedule.tokens);
  for (const action of schedule.actions) {
    await perform(world, action);
    await takeSome(world);
  }
  await settle(world);
  await breath();
  return world;
}

/** A turn of the event loop, in which threads hear each other and a rejection that nobody listened to comes out. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Between two actions a few of the waiting steps go on, so that actions overlap in ever other ways. */
async function takeSome(world: World): Promise<void> {
  const steps = world.rng.next() < 0.3 ? world.turns.pending * 4 : world.rng.below(6);
  for (let i = 0; i < steps; i++) if (!(await world.turns.next())) return;
}

async function perform(world: World, action: Action): Promise<void> {
  if (action.kind === 'call') invoke(world, action);
  else if (action.kind === 'flag') changeFlag(world, action);
  else if (action.kind === 'release') changeRelease(world, action);
  else if (action.kind === 'crash') world.crash('between two actions');
  else if (action.kind === 'webhook') deliver(world, action.pick, action.again);
  else if (action.kind === 'forge') forge(world, action.pick);
  else await advance(world, action.ms);
  await settled();
}

/** A client sends a request and writes down what it learns; where the process dies first, it learns nothing. */
function invoke(world: World, action: Extract<Action, { kind: 'call' }>): void {
  const { uid, operation } = action;
  const request = action.data as Readonly<Record<string, unknown>>;
  const key = keyOf(request);
  const attempt =
    world.history.filter((one) => one.user === uid && one.operation === operation && one.key === key).length + 1;
  const open: HistoryRecord = {
    id: `${uid}/${operation}/${key}#${attempt}`,
    user: uid,
    operation,
    key,
    attempt,
    invokedAt: world.clock.now(),
    completedAt: null,
    outcome: 'info',
    request,
  };
  const index = world.history.push(open) - 1;
  const span: { readonly from: number; to: number | null } = { from: world.turns.steps, to: null };
  world.spans.set(open.id, span);
  const { generation } = world;
  const complete = (rest: Partial<HistoryRecord>) => {
    if (generation !== world.generation) return;
    world.history[index] = { ...open, completedAt: world.clock.now(), ...rest };
    span.to = world.turns.steps;
  };
  world.process.backend.call(operation, action.data, callerOf(uid), ORIGIN).then(
    (response) => complete({ outcome: 'ok', response: response as Readonly<Record<string, unknown>> }),
    (error: unknown) => complete(refusalOf(error)),
  );
}

function refusalOf(error: unknown): Partial<HistoryRecord> {
  if (!(error instanceof OperationError)) return { outcome: 'info', code: 'internal' };
  const reason = error.details?.reason;
  return { outcome: outcomeOf(error.code), code: error.code, ...(typeof reason === 'string' && { reason }) };
}

const KEY_FIELDS = ['messageId', 'swipeId', 'purchaseId', 'callId', 'batchId', 'sessionId'] as const;

function keyOf(request: Readonly<Record<string, unknown>>): string | null {
  for (const field of KEY_FIELDS) {
    const key = request[field];
    if (typeof key === 'string') return key;
  }
  return null;
}

function changeFlag(world: World, { key, to }: Extract<Action, { kind: 'flag' }>): void {
  const request = { key, reason: 'simulated', confirm: key };
  const [operation, data] =
    to === 'kill' ? ['killFeatureFlag', request] : ['updateFeatureFlag', { ...request, updates: FLAG_UPDATES[to] }];
  const { generation } = world;
  // A change that is under way may have taken effect already, whatever becomes of its answer.
  const record = world.timeline.length;
  world.note('flag', key, { to, acknowledged: false });
  world.process.backend.call(operation as string, data, callerOf('admin', true), ORIGIN).then(
    (answer) => {
      if (generation !== world.generation) return;
      const { changed } = answer as { readonly changed: boolean };
      world.timeline.splice(record, 1, { at: world.timeline[record]?.at ?? 0, kind: 'note', name: `${key} asked for` });
      world.note('flag', key, { to, acknowledged: true, changed });
    },
    () => {},
  );
}

const FLAG_UPDATES = { on: { state: 'on' }, off: { state: 'off' } } as const;

const RELEASE_OPERATIONS = {
  deploy: 'deployFeatureVersion',
  rollback: 'rollbackToVersion',
  disable: 'disableFeature',
  enable: 'enableFeature',
} as const;

function changeRelease(world: World, { feature, step, version }: Extract<Action, { kind: 'release' }>): void {
  const why = { reason: 'simulated', confirm: feature };
  const data = { feature, ...(step !== 'enable' && step !== 'disable' && { version }), ...(step !== 'deploy' && why) };
  const { backend } = world.process;
  backend.call(RELEASE_OPERATIONS[step], data, callerOf('admin', true), ORIGIN).then(
    () => world.note('note', `${step} ${feature} ${version}`),
    () => {},
  );
}

function forge(world: World, pick: number): void {
  const payments = Object.values(world.providers).flatMap((provider) =>
    [...provider.payments.values()].map((payment) => ({ provider, payment })),
  );
  const chosen = payments[pick % Math.max(1, payments.length)];
  chosen?.provider.forge(chosen.payment.providerTxId, chosen.payment.amount, chosen.payment.currency);
}
