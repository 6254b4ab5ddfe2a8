import { UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { ManualClock } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { authenticator } from './authenticate.ts';
import { startHost } from './host.ts';
import { stderrLogger } from './system-ports.ts';
import { tokenOf } from './testing.ts';

const PROJECT = 'demo-tokens';
const now = Date.now();
const clock = new ManualClock(now);

/** As the Auth emulator makes them. */
const idToken = (claims: object, project = PROJECT, ends = '1h'): string =>
  new UnsecuredJWT({ user_id: 'u3', firebase: { sign_in_provider: 'custom' }, ...claims })
    .setSubject('u3')
    .setIssuer(`https://securetoken.google.com/${project}`)
    .setAudience(project)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(ends)
    .encode();

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('an ID token of the Auth emulator says who calls, with the custom claims of the user', () => {
  const authenticate = authenticator('secret', clock, PROJECT);
  const caller = authenticate(`Bearer ${idToken({ country: 'PL', vip: true })}`);
  expect(caller).toEqual({ uid: 'u3', admin: false, superAdmin: false, country: 'PL', vip: true });
  const signed = tokenOf('u4', { admin: true }, 'secret');
  expect(authenticate(`Bearer ${signed}`)).toMatchObject({ uid: 'u4', admin: true });
});

test('a token of another project, an expired one, wrong claims and half a token are refused', () => {
  const authenticate = authenticator('secret', clock, PROJECT);
  const code = (token: string) => codeOf(() => authenticate(`Bearer ${token}`));
  expect(code(idToken({}))).toBe('taken');
  expect(code(idToken({}, 'demo-others'))).toBe('unauthenticated');
  expect(code(idToken({}, PROJECT, '-1s'))).toBe('unauthenticated');
  expect(code(idToken({ admin: 'yes' }))).toBe('unauthenticated');
  const [header, payload] = tokenOf('u4', {}, 'secret').split('.');
  expect(code(`${header}.${payload}.`)).toBe('unauthenticated');
});

test('without the Auth emulator an unsigned token is refused, and with it only loopback is listened on', async () => {
  const authenticate = authenticator('secret', clock);
  expect(codeOf(() => authenticate(`Bearer ${idToken({})}`))).toBe('unauthenticated');
  const host = { store: new MemoryStore(clock), clock, log: stderrLogger(() => {}), port: 0, modules: [] };
  const wide = startHost({ ...host, bind: '0.0.0.0', tokenSecret: 'secret', authEmulator: PROJECT });
  await expect(wide).rejects.toThrow('only loopback may');
});
