/** The operator's whole way to a Firebase project: exchange, renewal, firebase-admin's own verification in the functions, flags. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../backend/hosts/embedded/system-ports.ts';
import { type Deployed, deploy } from '../../backend/hosts/firebase/testing/deployed.ts';
import { type Issuer, startIssuer } from '../../backend/hosts/firebase/testing/issuer.ts';
import { MemoryStore } from '../../backend/store/index.ts';
import type { FaultContext } from '../../chaos/faults/index.ts';
import { FAULTS } from '../../chaos/faults/index.ts';
import { absent, askAt } from '../chaos/ask.ts';
import { answers } from '../chaos/steady-state.ts';
import type { CliError } from '../errors.ts';
import { Operator } from './index.ts';
import { RenewedIdToken } from './renewed.ts';
import { type StandIn, standIn } from './testing/stand-in.ts';

// Every refusal is logged.
vi.hoisted(() => {
  for (const level of ['debug', 'warn', 'error'] as const) console[level] = () => {};
});

const PROJECT = 'example-staging';
let issuer: Issuer;
let deployed: Deployed;
let tokens: StandIn;
/** Signed before it is asked for, since the stand-in answers at once. */
const next: string[] = [];
beforeAll(async () => {
  issuer = await startIssuer(PROJECT);
  deployed = await deploy(new MemoryStore(systemClock), { auth: issuer.auth });
  tokens = await standIn(() => [200, { id_token: next.shift(), refresh_token: 'r', expires_in: '3600' }]);
});
afterAll(async () => {
  await tokens?.[Symbol.asyncDispose]();
  await deployed?.close();
  await issuer?.close();
});

const errand = { needs: 'superAdmin', lastsMs: 40 * 60_000, project: PROJECT } as const;
const sign = async (claims: Record<string, unknown>) => void next.push(await issuer.sign(claims));
const identity = (now = Date.now) => new RenewedIdToken({ refreshToken: 'r', apiKey: 'k', url: tokens.url, now });

test('an operator with the claims is taken, throws a kill-switch and puts it back, beyond the hour of one token', async () => {
  await sign({ admin: true, superAdmin: true });
  await sign({ admin: true, superAdmin: true, renewed: true });
  let now = Date.now();
  const who = identity(() => now);
  await who.check(errand);
  const operator = new Operator(deployed.url, who);
  await operator.introduce();
  const target = askAt(deployed.url, operator);
  await answers({ target });
  const gone = async () => {};
  const ctx: FaultContext = {
    ...{ name: 'kill', seed: 1, lengthMs: 1_000, ttlMs: 1_000, target, pause: gone, flipped: () => {} },
    ...{ providers: absent('providers'), toxiproxy: absent('Toxiproxy') },
    backend: { kill: gone, start: gone, pause: gone, resume: gone },
  };
  const fault = FAULTS['kill-switch'].bind('kill-switch', { flag: 'search' });
  const notes = await fault.prepare(ctx);
  await fault.apply(ctx, notes);
  const state = async () => (await target<{ flag: { state: string } }>('GET', '/api/flags/search')).flag.state;
  expect(await state()).toBe('kill');
  const before = await who.token();
  now += 56 * 60_000;
  await fault.revert(ctx, notes);
  expect(await state()).toBe('on');
  expect(await who.token()).not.toBe(before);
  expect(await operator.call('exportDocuments', { collection: 'featureFlags' })).toMatchObject({
    documents: [{ path: 'featureFlags/search' }],
  });
});

test('one whose claims the functions do not know is found out by them, whatever the token says of itself', async () => {
  next.push(await issuer.sign({ admin: true, superAdmin: true }, { forged: true }));
  const who = identity();
  await who.check(errand);
  const error = (await new Operator(deployed.url, who).introduce().then(
    () => expect.fail('was taken'),
    (it) => it,
  )) as CliError;
  expect(error.message).toMatch(/refuses the operator of LOADGATE_OPERATOR_REFRESH_TOKEN with 401/);
});
