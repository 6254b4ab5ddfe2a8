import { expect, test } from 'vitest';
import { EXIT } from '../lib/results/index.ts';
import { Tool } from './support/loadgate.ts';

const RUN = ['run', 'mixed-10k', '--target', 'emulators'];

test('a load that no emulator carries is refused, with what to do instead', async () => {
  using tool = new Tool();
  const { code, stderr } = await tool.run([...RUN, '--profile', 'full']);
  expect(code).toBe(EXIT.usage);
  expect(stderr).toMatch(/users are more than emulators carry[\s\S]*--profile smoke/);
});

test('a Firestore that is not on this machine is refused, whatever the variable says', async () => {
  using tool = new Tool();
  const { code, stderr } = await tool.run([...RUN, '--profile', 'smoke'], { FIRESTORE_EMULATOR_HOST: '10.0.0.7:8080' });
  expect(code).toBe(EXIT.refusedTarget);
  expect(stderr).toContain('FIRESTORE_EMULATOR_HOST is 10.0.0.7:8080, not this machine');
});
