/** The exchange as the official Auth emulator has it, and its tokens as firebase-admin and a host of that emulator take them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { expect, test } from 'vitest';
import { startHost } from '../../backend/hosts/embedded/host.ts';
import { systemClock } from '../../backend/hosts/embedded/system-ports.ts';
import { firebaseVerifier } from '../../backend/hosts/firebase/verify.ts';
import { MemoryStore } from '../../backend/store/index.ts';
import { authEmulatorAnswers, authEmulatorCommand, findFirebaseTools } from '../../scripts/firebase-tools/index.ts';
import { freePort } from '../conductor/k6-api.ts';
import { ProcessGroup } from '../conductor/process-group.ts';
import { Reaper } from '../conductor/reaper.ts';
import { Operator } from './index.ts';
import { RenewedIdToken } from './renewed.ts';

const PROJECT = 'demo-operator';
const READY_MS = 120_000;

/** Signs somebody in with custom claims; gives their refresh token. */
async function refreshTokenOf(host: string, uid: string, claims: object): Promise<string> {
  const path = 'identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken';
  const response = await fetch(`http://${host}/${path}?key=any`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: JSON.stringify({ uid, claims }), returnSecureToken: true }),
  });
  return ((await response.json()) as { refreshToken: string }).refreshToken;
}

test('a refresh token of the Auth emulator makes an operator, one of an ordinary user does not', async (context) => {
  const tools = findFirebaseTools();
  if (tools.kind === 'none') return context.skip(tools.reason);
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-operator-'));
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => rmSync(folder, { recursive: true, force: true }));
  const reaper = cleanUp.adopt(new Reaper(), (it) => it.close());
  const [auth, hub, logging] = await Promise.all([freePort(), freePort(), freePort()]);
  const spec = authEmulatorCommand(tools, PROJECT, folder, { auth, hub, logging });
  cleanUp.use(await ProcessGroup.start({ name: 'Auth emulator', ...spec, logFile: join(folder, 'log') }, reaper));
  const emulator = `127.0.0.1:${auth}`;
  for (const since = Date.now(); !(await authEmulatorAnswers(emulator)); await sleep(200))
    if (Date.now() - since > READY_MS) expect.fail('the Auth emulator does not answer');

  const url = `http://${emulator}/securetoken.googleapis.com/v1/token`;
  const identity = async (uid: string, claims: object) =>
    new RenewedIdToken({ url, apiKey: 'any', refreshToken: await refreshTokenOf(emulator, uid, claims) });
  const errand = { needs: 'superAdmin', lastsMs: 0, project: PROJECT } as const;
  const op = await identity('op', { admin: true, superAdmin: true });
  await op.check(errand);

  process.env.FIREBASE_AUTH_EMULATOR_HOST = emulator;
  cleanUp.defer(() => void delete process.env.FIREBASE_AUTH_EMULATOR_HOST);
  const verifier = firebaseVerifier(false, () => getAuth(initializeApp({ projectId: PROJECT }, PROJECT)));
  const caller = await verifier.authenticate(`Bearer ${await op.token()}`);
  expect(caller).toMatchObject({ uid: 'op', admin: true, superAdmin: true });

  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const store = new MemoryStore(systemClock);
  const host = await startHost({ store, clock: systemClock, log: quiet, port: 0, authEmulator: PROJECT });
  cleanUp.defer(() => host.stop());
  await new Operator(host.url, op).introduce();

  await expect((await identity('eve', { vip: true })).check(errand)).rejects.toThrow('user eve has neither');
  const stranger = new RenewedIdToken({ url, apiKey: 'any', refreshToken: 'no such token' });
  const refusal = stranger.check(errand);
  await expect(refusal).rejects.toThrow(/LOADGATE_OPERATOR_REFRESH_TOKEN was not exchanged: .* answered 400/);
  await expect(refusal).rejects.not.toThrow('no such token');
});
