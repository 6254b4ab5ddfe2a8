/** The backend over Firestore, killed again and again while clients pay: nothing may be lost or paid twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type HostProcess, startProcess, tokenOf } from '../backend/hosts/embedded/testing.ts';
import { emptyProject, needsFirestore } from '../backend/store/firestore/testing.ts';
import { checkAll, EVIDENCE_COLLECTIONS, type EvidenceDoc } from '../chaos/invariants/index.ts';
import { type HistoryRecord, outcomeOf } from '../lib/history/index.ts';
import { type Rng, rngFor } from '../lib/random/index.ts';
import { codeOf } from '../lib/wire/index.ts';

needsFirestore();

const SEED = 41;
const USERS = 24;
/** Firestore keeps the locks of a client that died for up to a minute: each crash costs as much. */
const CRASHES = 2;
/** Users that act at once; whom they pay is any of the users. */
const CLIENTS = 6;
/** Operations of each client between two crashes; the process is killed while they are under way. */
const OPERATIONS = 4;
const MOST_ATTEMPTS = 120;

interface Intent {
  readonly user: string;
  readonly operation: 'sendChatMessage' | 'swipe' | 'startCall' | 'ingestEvents';
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function intentOf(user: string, n: string, rng: Rng): Intent {
  const other = `u${(Number(user.slice(1)) + 1 + rng.below(USERS - 1)) % USERS}`;
  const roll = rng.below(10);
  if (roll < 6) {
    const data = { messageId: `m${n}`, recipientId: other, text: 'hello' };
    return { user, operation: 'sendChatMessage', key: `m${n}`, data };
  }
  if (roll < 8)
    return { user, operation: 'swipe', key: `s${n}`, data: { swipeId: `s${n}`, targetId: other, action: 'like' } };
  if (roll < 9) {
    const data = { callId: `c${n}`, calleeId: other, kind: 'voice', scheduledMinutes: 1 };
    return { user, operation: 'startCall', key: `c${n}`, data };
  }
  const events = [{ eventId: `e${n}`, type: 'tap', at: Date.now() }];
  return { user, operation: 'ingestEvents', key: `b${n}`, data: { batchId: `b${n}`, events } };
}

/** Sends until somebody knows what became of it, with the same key: what every client of the product does. */
async function carryOut(urlOf: () => string, intent: Intent, history: HistoryRecord[]): Promise<void> {
  const { user, operation, key, data } = intent;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const invokedAt = Date.now();
    const answer = await send(urlOf(), intent);
    const outcome = answer ? outcomeOf(answer.code) : 'info';
    history.push({
      ...{ id: `${user}/${operation}/${key}#${attempt}`, user, operation, key, attempt, invokedAt },
      completedAt: answer ? Date.now() : null,
      outcome,
      request: data,
      ...(answer && answer.code !== 'ok' && { code: answer.code }),
      ...(answer?.result && { response: answer.result }),
    });
    if (outcome !== 'info') return;
    await sleep(500);
  }
  throw new Error(`${user}/${operation}/${key} had no answer in ${MOST_ATTEMPTS} attempts`);
}

interface Reply {
  readonly code: string;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** Null where the connection broke. */
async function send(url: string, { user, operation, data }: Intent): Promise<Reply | null> {
  try {
    const response = await fetch(`${url}/${operation}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(user)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
      signal: AbortSignal.timeout(30_000),
    });
    const body = (await response.json()) as { result?: Reply['result']; error?: { status: string } };
    return body.error
      ? { code: codeOf(body.error.status) ?? 'unknown' }
      : { code: 'ok', ...(body.result && { result: body.result }) };
  } catch {
    return null;
  }
}

async function documentsOf(url: string): Promise<Map<string, EvidenceDoc[]>> {
  const token = tokenOf('auditor', { admin: true, superAdmin: true });
  const all = new Map<string, EvidenceDoc[]>();
  for (const collection of EVIDENCE_COLLECTIONS) {
    const response = await fetch(`${url}/exportDocuments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data: { collection } }),
    });
    const { result } = (await response.json()) as { result: { documents: EvidenceDoc[]; next: string | null } };
    expect(result.next).toBeNull();
    all.set(collection, result.documents);
  }
  return all;
}

test('the invariants hold on Firestore over crashes of the host in mid-transaction', async () => {
  const { project, emulator = '' } = emptyProject();
  const args = ['--firestore', project, '--seed-users', String(USERS), '--seed', String(SEED)];
  const start = (port = '0') => startProcess([...args, '--port', port], { FIRESTORE_EMULATOR_HOST: emulator });
  let host: HostProcess = await start();
  const { port } = new URL(host.url);
  const history: HistoryRecord[] = [];
  const rng = rngFor(SEED, 'crashes');
  const round = async (number: number) => {
    const client = async (n: number) => {
      const mine = rngFor(SEED, `client ${n} in ${number}`);
      for (let i = 0; i < OPERATIONS; i++)
        await carryOut(() => host.url, intentOf(`u${n}`, `${number}x${n}x${i}`, mine), history);
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
  };
  try {
    for (let crash = 0; crash < CRASHES; crash++) {
      const clients = round(crash);
      clients.catch(() => {});
      // Late enough that transactions are under way.
      await sleep(400 + rng.below(1_500));
      await host.kill('SIGKILL');
      host = await start(port);
      await clients;
    }
    const documents = await documentsOf(host.url);
    const evidence = {
      history,
      documents: (collection: string) => documents.get(collection) ?? [],
      timeline: [],
      payments: null,
      settledAt: Date.now(),
    };
    const found = checkAll(evidence);
    const broken = found.flatMap(({ invariant, finding }) =>
      finding.violations.map(({ message }) => `${invariant.id}: ${message}`),
    );
    expect(broken, `seed ${SEED}`).toEqual([]);
    const proved = found.filter(({ finding }) => finding.status === 'pass').map(({ invariant }) => invariant.id);
    expect(proved.length, proved.join()).toBeGreaterThanOrEqual(5);
    expect(history.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(CLIENTS * CRASHES);
    expect(
      history.some(({ outcome }) => outcome === 'info'),
      'no request was hit by a crash',
    ).toBe(true);
  } finally {
    await host.kill('SIGKILL');
  }
}, 480_000);
