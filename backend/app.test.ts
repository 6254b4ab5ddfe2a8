import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { OperationError } from '../lib/wire/index.ts';
import { type Backend, createBackend } from './app.ts';
import {
  type Caller,
  defineAdminOperation,
  type Module,
  type Operation,
  type Route,
  type Stage,
} from './operations/index.ts';
import { ManualClock } from './ports/index.ts';
import { MemoryStore } from './store/index.ts';

const user: Caller = { uid: 'u1', admin: false, superAdmin: false };
const origin = { ip: '127.0.0.1', userAgent: 'test' };
const errors: Record<string, unknown>[] = [];
const log = { info: () => {}, warn: () => {}, error: (_: string, fields = {}) => errors.push({ ...fields }) };
const scheduler = { schedule: () => {}, cancel: () => {} };

const operation = (over: Partial<Operation> & { name: string }): Operation =>
  defineAdminOperation({
    summary: '',
    access: 'user',
    feature: 'test',
    flag: null,
    input: z.strictObject({
      n: z.number().int(),
      deep: z.array(z.object({ text: z.string() })).optional(),
    }) as z.ZodType,
    handler: async (_ctx, input) => input,
    ...over,
  });

function backendWith(...modules: Module[]): Backend {
  const clock = new ManualClock(5000);
  return createBackend({
    store: new MemoryStore(clock),
    clock,
    random: { next: () => 0.5, id: () => 'x'.repeat(20) },
    scheduler,
    log,
    modules,
  });
}
const refusal = (promise: Promise<unknown>): Promise<OperationError> =>
  promise.then(
    () => expect.fail('should have been refused'),
    (error: OperationError) => error,
  );

describe('a call', () => {
  const backend = backendWith({
    name: 'm',
    operations: [
      operation({ name: 'echo' }),
      operation({ name: 'forAdmins', access: 'admin' }),
      operation({ name: 'forSupers', access: 'superAdmin' }),
      operation({ name: 'forAll', access: 'public' }),
      operation({
        name: 'breaks',
        handler: async () => {
          throw new Error('the password is 123');
        },
      }),
      operation({
        name: 'refuses',
        handler: async () => {
          throw new OperationError('failed-precondition', 'no tokens', { reason: 'insufficient-funds' });
        },
      }),
    ],
  });

  test('answers what the handler returns', async () => {
    expect(await backend.call('echo', { n: 1 }, user, origin)).toEqual({ n: 1 });
  });

  test('of an unknown operation is not-found', async () => {
    for (const name of ['nope', '__proto__', 'constructor', '']) {
      expect((await refusal(backend.call(name, {}, user, origin))).code).toBe('not-found');
    }
  });

  test('names the faulty field by its path', async () => {
    const deep = await refusal(backend.call('echo', { n: 1, deep: [{ text: 'a' }, { text: 5 }] }, user, origin));
    expect(deep.code).toBe('invalid-argument');
    expect(deep.details).toMatchObject({ field: 'deep.1.text' });
    const unknown = await refusal(backend.call('echo', { n: 1, extra: 2 }, user, origin));
    expect(unknown.details).toMatchObject({ field: 'extra' });
    expect((await refusal(backend.call('echo', null, user, origin))).details).toMatchObject({ field: '' });
  });

  test('is checked for access before its data is looked at', async () => {
    const admin = { ...user, admin: true };
    const superAdmin = { ...user, superAdmin: true };
    const code = (name: string, caller: Caller | null) =>
      backend.call(name, { n: 1 }, caller, origin).then(
        () => 'ok',
        (error: OperationError) => error.code,
      );
    expect((await refusal(backend.call('echo', 'nonsense', null, origin))).code).toBe('unauthenticated');
    expect(await code('forAdmins', user)).toBe('permission-denied');
    expect(await code('forAdmins', admin)).toBe('ok');
    expect(await code('forAdmins', superAdmin)).toBe('ok');
    expect(await code('forSupers', admin)).toBe('permission-denied');
    expect(await code('forSupers', superAdmin)).toBe('ok');
    expect(await code('forAll', null)).toBe('ok');
  });

  test('hides an unexpected error from the caller and logs it', async () => {
    const error = await refusal(backend.call('breaks', { n: 1 }, user, origin));
    expect(error).toMatchObject({ code: 'internal', message: 'INTERNAL', details: undefined });
    expect(errors.at(-1)).toMatchObject({ operation: 'breaks', error: 'the password is 123' });
  });

  test('passes a refusal of the domain on', async () => {
    const error = await refusal(backend.call('refuses', { n: 1 }, user, origin));
    expect(error).toMatchObject({ code: 'failed-precondition', details: { reason: 'insufficient-funds' } });
  });
});

test('stages wrap the handler in order, may change the context and may refuse', async () => {
  const seen: string[] = [];
  const stage = (name: string): Stage => ({
    name,
    run: async (ctx, op, _input, next) => {
      seen.push(`${name} in ${op.name} ${ctx.mode}`);
      const result = await next({ ...ctx, mode: 'degraded' });
      seen.push(`${name} out`);
      return result;
    },
  });
  const gate: Stage = {
    name: 'gate',
    run: async (ctx, op, _input, next) => {
      if (op.flag === 'maintenance_banner') throw new OperationError('failed-precondition', 'disabled');
      return next(ctx);
    },
  };
  const handler: Operation['handler'] = async (ctx) => {
    seen.push(`handler ${ctx.mode} ${ctx.clock.now()}`);
  };
  const backend = backendWith(
    { name: 'a', stages: [stage('first'), gate] },
    { name: 'b', stages: [stage('second')] },
    {
      name: 'c',
      operations: [
        operation({ name: 'op', handler }),
        operation({ name: 'closed', flag: 'maintenance_banner', handler }),
      ],
    },
  );
  await backend.call('op', { n: 1 }, user, origin);
  expect(seen).toEqual([
    'first in op normal',
    'second in op degraded',
    'handler degraded 5000',
    'second out',
    'first out',
  ]);
  await refusal(backend.call('closed', { n: 1 }, user, origin));
  expect(seen.slice(5)).toEqual(['first in closed normal']);
});

test('jobs and recurring jobs run by name; routes obey access', async () => {
  const ran: unknown[] = [];
  const backend = backendWith({
    name: 'm',
    jobs: [{ kind: 'refund', feature: 'f', run: async (_ctx, payload, jobId) => void ran.push([jobId, payload]) }],
    recurring: [{ name: 'sweep', feature: 'f', everyMs: 1000, run: async (ctx) => void ran.push(ctx.clock.now()) }],
    routes: [
      {
        method: 'GET',
        path: '/x/:id',
        summary: '',
        access: 'admin',
        feature: 'f',
        handler: async (_ctx, request) => ({ status: 200, body: request.params }),
      },
    ],
  });
  await backend.runJob({ kind: 'refund', payload: { a: 1 }, jobId: 'j1' });
  await backend.runRecurring('sweep');
  expect(ran).toEqual([['j1', { a: 1 }], 5000]);
  expect((await refusal(backend.runJob({ kind: 'nope', payload: {}, jobId: 'j' }))).code).toBe('not-found');
  const [route] = backend.routes;
  const request = { params: { id: '7' }, query: {}, headers: {}, body: undefined, rawBody: '' };
  if (!route) expect.fail('no route');
  expect((await refusal(backend.serve(route, request, user, origin))).code).toBe('permission-denied');
  expect(await backend.serve(route, request, { ...user, admin: true }, origin)).toEqual({
    status: 200,
    body: { id: '7' },
  });
});

test('a module hears of calls to it that were refused before their handler ran, and of no others', async () => {
  const heard: string[] = [];
  const route: Route = {
    method: 'PUT',
    path: '/api/m/:id',
    summary: '',
    access: 'admin',
    feature: 'test',
    handler: async () => ({ status: 200 }),
  };
  const mine: Module = {
    name: 'm',
    operations: [operation({ name: 'mine', access: 'admin' })],
    routes: [route],
    refused: async ({ caller }, { target, error }) => {
      heard.push(`${caller?.uid ?? 'nobody'} ${target} ${error.code}`);
      throw new Error('the audit is down');
    },
  };
  const backend = backendWith(mine, { name: 'other', operations: [operation({ name: 'other', access: 'admin' })] });
  const request = { params: {}, query: {}, headers: {}, body: undefined, rawBody: '' };

  expect((await refusal(backend.call('mine', { n: 1 }, user, origin))).code).toBe('permission-denied');
  await refusal(backend.call('mine', { n: 'x' }, { ...user, admin: true }, origin));
  await refusal(backend.call('other', { n: 1 }, user, origin));
  await refusal(backend.serve(route, request, null, origin));
  await backend.refuse('mine', {}, origin, new OperationError('unauthenticated', 'expired'));
  await backend.call('mine', { n: 1 }, { ...user, admin: true }, origin);
  expect(heard).toEqual([
    'u1 mine permission-denied',
    'u1 mine invalid-argument',
    'nobody PUT /api/m/:id unauthenticated',
    'nobody mine unauthenticated',
  ]);
});

test('a name that two modules claim is an error that says which', () => {
  const one = { name: 'one', operations: [operation({ name: 'same' })] };
  const two = { name: 'two', operations: [operation({ name: 'same' })] };
  expect(() => backendWith(one, two)).toThrow('operation "same" is declared twice');
});

test('each operation, route and job is billed under its feature', async () => {
  const backend = backendWith({
    name: 'm',
    operations: [
      operation({
        name: 'save',
        feature: 'notes',
        handler: async (ctx) => ctx.store.batch((w) => w.create('notes/n1', { n: 1 })),
      }),
      operation({ name: 'load', feature: 'notes', handler: async (ctx) => (await ctx.store.get('notes/n1'))?.data }),
    ],
    jobs: [{ kind: 'tidy', feature: 'notes', run: async (ctx) => ctx.store.batch((w) => w.delete('notes/n1')) }],
  });
  await backend.call('save', { n: 1 }, user, origin);
  expect(await backend.call('load', { n: 1 }, user, origin)).toEqual({ n: 1 });
  await backend.runJob({ kind: 'tidy', payload: {}, jobId: 'j' });
  expect(backend.billing()).toEqual([
    { feature: 'notes', operation: 'save', reads: 0, writes: 1, deletes: 0 },
    { feature: 'notes', operation: 'load', reads: 1, writes: 0, deletes: 0 },
    { feature: 'notes', operation: 'scheduled work', reads: 0, writes: 0, deletes: 1 },
  ]);
});
