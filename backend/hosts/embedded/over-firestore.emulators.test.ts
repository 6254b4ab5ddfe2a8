import { expect, test } from 'vitest';
import { emptyProject, needsFirestore } from '../../store/firestore/testing.ts';
import { startProcess } from './testing.ts';
import { outlivesKill } from './testing-durability.ts';

needsFirestore();

test('the host serves the operations over Firestore, and what it acknowledged outlives kill -9', async () => {
  const { project, emulator = '' } = emptyProject();
  const start = () =>
    startProcess(['--firestore', project, '--seed-users', '20', '--seed', '5'], { FIRESTORE_EMULATOR_HOST: emulator });
  const second = await outlivesKill(start);
  expect(await second.kill('SIGTERM')).toBe(0);
});
