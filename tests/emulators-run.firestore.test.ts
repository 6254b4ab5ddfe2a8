/** A workload and an experiment over the Firestore and the Auth emulator, as a user starts them. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { EXIT } from '../lib/results/index.ts';
import { findFirebaseTools } from '../scripts/firebase-tools/index.ts';
import { Tool } from './support/loadgate.ts';
import { processesWith } from './support/processes.ts';

const RUN = ['run', 'mixed-10k', '--profile', 'smoke', '--target', 'emulators', '--experiment', 'kill-switch'];

test('mixed-10k with an experiment ends with a verdict, says that it proves logic alone, and leaves nothing behind', async (context) => {
  const firestore = inject('firestore');
  if ('reason' in firestore) return context.skip(firestore.reason);
  const tools = findFirebaseTools();
  if (tools.kind === 'none') return context.skip(tools.reason);
  using tool = new Tool();
  // An emulator of its own: the shared one would be slowed down by what else is tested.
  const tmp = join(tool.cwd, 'tmp');
  mkdirSync(tmp);
  const { code, stdout, stderr } = await tool.run(RUN, { FIRESTORE_EMULATOR_HOST: '', TMPDIR: tmp });
  expect([EXIT.pass, EXIT.breach, EXIT.inconclusive], stderr).toContain(code);

  const { checks } = tool.verdict();
  // What it took, in time and by chance, is this machine's affair; what it did to the data is not.
  const invariants = checks.filter(({ kind }) => kind === 'invariant');
  expect(invariants.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(invariants.map(({ id }) => id)).toContain('invariant.nothing-on-killed-feature');
  expect(invariants.filter(({ status }) => status === 'pass').length).toBeGreaterThanOrEqual(5);
  const flips = tool.timeline().filter(({ kind, name }) => kind === 'flag' && name === 'chat_paid');
  expect(flips.map(({ detail }) => detail?.action)).toEqual(['kill', 'rollback']);
  expect(stdout).toContain('proves that the logic holds, not what production carries');

  const port = /FIRESTORE_EMULATOR_HOST=\S+:(\d+)/.exec(readFileSync(tool.path('emulatorsLog'), 'utf8'))?.[1];
  for (const trace of [tool.cwd, ...(port === undefined ? [] : [`--port ${port}`])])
    expect(processesWith(trace)).toEqual([]);
  expect(readdirSync(tmp).filter((name) => name.startsWith('loadgate-'))).toEqual([]);
}, 480_000);
