import { Firestore, Timestamp } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import { openFirestore } from './open.ts';
import { emptyProject, needsFirestore } from './testing.ts';

needsFirestore();

test('Firestore holds expireAt as a timestamp, which its TTL policies look at, and other times as numbers', async () => {
  const where = emptyProject();
  const store = openFirestore(where);
  const at = Date.UTC(2026, 0, 5);
  await store.batch((writer) => writer.create('rateLimits/u1', { expireAt: at, at }));
  const raw = new Firestore({ projectId: where.project, host: where.emulator ?? '', ssl: false });
  const fields = (await raw.doc('rateLimits/u1').get()).data();
  expect(fields).toEqual({ expireAt: Timestamp.fromMillis(at), at });
  await raw.terminate();
  await store.close();
});
