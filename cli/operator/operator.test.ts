import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXIT } from '../../lib/results/index.ts';
import { askAt } from '../chaos/ask.ts';
import type { CliError } from '../errors.ts';
import { GivenToken, Operator, SharedSecret } from './index.ts';
import { Secrets } from './secrets.ts';
import { idToken, standIn } from './testing/stand-in.ts';

const TOKEN = idToken({ admin: true }, Date.now() + 3_600_000);
const baseOf = (url: string) => new URL(url).origin;
const errorOf = (act: Promise<unknown>): Promise<CliError> =>
  act.then(
    () => expect.fail('was taken'),
    (error) => error as CliError,
  );

test.each([401, 403])('a target that answers %s to the operator is found out before the load', async (status) => {
  await using target = await standIn(({ authorization }) => [status, { error: { message: `not ${authorization}` } }]);
  const operator = new Operator(baseOf(target.url), new GivenToken(TOKEN, 'LOADGATE_OPERATOR_ID_TOKEN'));
  const error = await errorOf(operator.introduce());
  expect(error.exitCode).toBe(EXIT.usage);
  expect(error.message).toMatch(new RegExp(`refuses the operator of LOADGATE_OPERATOR_ID_TOKEN with ${status}`));
  expect(error.advice).toMatch(status === 403 ? /admin claim/ : /of its project/);
  expect(`${error.message} ${error.advice}`).not.toContain(TOKEN);
  expect(target.asked.map(({ path, authorization }) => [path, authorization])).toEqual([
    ['/getJobQueue', `Bearer ${TOKEN}`],
  ]);
});

test('a target that is not there is found out, one that serves users only is not refused', async () => {
  await using target = await standIn(() => [404, {}]);
  const identity = new GivenToken(TOKEN, 'x');
  await new Operator(baseOf(target.url), identity).introduce();
  const gone = await standIn(() => [200, {}]);
  await gone[Symbol.asyncDispose]();
  const error = await errorOf(new Operator(baseOf(gone.url), identity).introduce());
  expect([error.exitCode, error.message]).toEqual([
    EXIT.missing,
    expect.stringMatching(/does not answer \(ECONNREFUSED/),
  ]);
});

test('whatever a target quotes, the token is in no message of an operator or of a fault', async () => {
  await using target = await standIn(({ authorization }) => [500, { said: authorization, half: TOKEN.slice(0, 60) }]);
  for (const identity of [new GivenToken(TOKEN, 'x'), new SharedSecret('what it signs with')]) {
    const operator = new Operator(baseOf(target.url), identity);
    const errors = await Promise.all([
      errorOf(operator.call('anything')),
      errorOf(operator.get('/admin/billing')),
      errorOf(operator.put('/chaos/faults/x', {})),
      errorOf(askAt(baseOf(target.url), operator)('POST', '/api/flags/search/kill', {})),
    ]);
    for (const { stack } of errors) {
      expect(stack).toMatch(/answered 500: .*\[hidden\]/);
      expect(stack).not.toMatch(/eyJ/);
    }
  }
});

test('faults and operators send the App Check token, and ask for the bearer token anew each time', async () => {
  await using target = await standIn(() => [200, { result: null }]);
  let n = 0;
  const identity = new GivenToken('', 'x');
  identity.token = async () => `t${++n}`;
  const operator = new Operator(baseOf(target.url), identity, 'an App Check token');
  expect(await operator.headers()).toEqual({ authorization: 'Bearer t1', 'x-firebase-appcheck': 'an App Check token' });
  await askAt(baseOf(target.url), operator)('GET', '/healthz');
  await operator.call('getJobQueue');
  expect(target.asked.map(({ authorization }) => authorization)).toEqual(['Bearer t2', 'Bearer t3']);
});

test('a secret is in no text that was taken care of, in whichever form', () => {
  const secret = fc.stringMatching(/^[\w/+=-]{16,60}$/);
  fc.assert(
    fc.property(secret, secret, fc.string(), fc.string(), (one, other, before, after) => {
      const secrets = new Secrets(one);
      secrets.hold(other);
      const shown = secrets.hide(`${before}${one}${after}${encodeURIComponent(other)}${before}${other}`);
      for (const held of [one, other, encodeURIComponent(one)]) expect(shown).not.toContain(held);
    }),
  );
});
