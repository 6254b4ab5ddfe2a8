/** Who may do what on the functions, by tokens that firebase-admin itself verifies. */
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MemoryStore } from '../../store/index.ts';
import { systemClock } from '../embedded/system-ports.ts';
import { tokenOf } from '../embedded/testing.ts';
import { type Deployed, deploy } from './testing/deployed.ts';
import { type Issuer, startIssuer } from './testing/issuer.ts';

// Every refusal is logged.
vi.hoisted(() => {
  for (const level of ['debug', 'warn', 'error'] as const) console[level] = () => {};
});

let issuer: Issuer;
let deployed: Deployed;
beforeAll(async () => {
  issuer = await startIssuer('example-staging');
  deployed = await deploy(new MemoryStore(systemClock), { auth: issuer.auth });
});
afterAll(async () => {
  await deployed?.close();
  await issuer?.close();
});

/** HTTP status and code of an admin operation, a route of admins and an operation of super-admins. */
async function asked(token: string | null) {
  const headers = { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
  const ask = async (path: string, body: object) => {
    const response = await fetch(`${deployed.url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const { error } = (await response.json()) as { error?: { status: string } };
    return error ? `${response.status} ${error.status}` : response.status;
  };
  return [
    await ask('getJobQueue', { data: {} }),
    await ask('api/api/flags/search/kill', { kill_reason: 'a drill' }),
    await ask('exportDocuments', { data: { collection: 'wallets' } }),
  ];
}

const DENIED = '403 PERMISSION_DENIED';
const UNKNOWN = '401 UNAUTHENTICATED';
const TAKEN = 200;

test.each<[string, object, (string | number)[]]>([
  ['an admin', { admin: true }, [TAKEN, TAKEN, DENIED]],
  ['a super-admin', { superAdmin: true }, [TAKEN, TAKEN, TAKEN]],
  ['both', { admin: true, superAdmin: true }, [TAKEN, TAKEN, TAKEN]],
  ['a user', {}, [DENIED, DENIED, DENIED]],
  ['a user who is said not to be', { admin: false, superAdmin: null }, [DENIED, DENIED, DENIED]],
  ['claims of the wrong type', { admin: 'true', superAdmin: 1 }, [DENIED, DENIED, DENIED]],
])('%s: operations and routes', async (_who, claims, answers) => {
  expect(await asked(await issuer.sign(claims as Record<string, unknown>))).toEqual(answers);
});

const root = { admin: true, superAdmin: true };
const exp = Math.floor(Date.now() / 1_000) + 3_600;
test.each<[string, () => Promise<string | null>]>([
  ['nobody', async () => null],
  ['a token that another key signed', () => issuer.sign(root, { forged: true })],
  ['one of another project', () => issuer.sign(root, { project: 'example-dev' })],
  ['one that has expired', () => issuer.sign(root, { expiresInS: -1 })],
  ['one of a shared secret', async () => tokenOf('op', root)],
  [
    'one that nobody signed, as of the Auth emulator',
    async () =>
      new UnsecuredJWT({
        ...root,
        sub: 'op',
        aud: 'example-staging',
        iss: 'https://securetoken.google.com/example-staging',
        iat: exp - 3_600,
        exp,
      }).encode(),
  ],
])('%s gets nowhere, whatever it claims', async (_what, token) => {
  expect(await asked(await token())).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
});
