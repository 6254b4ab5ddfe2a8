// `npm start`: sets up what is missing, then runs the 10K mix through launch day at the size that this machine carries. Arguments are passed on:
// `npm start -- --seed 7`.
import { dirname, join } from 'node:path';
import { runAsChild } from '../cli/run-as-child.mjs';
import { ROOT } from './setup/places.mjs';
import { failSetUp, setUp } from './setup.mjs';

const DEFAULT_RUN = ['run', 'mixed-10k', '--profile', 'quick', '--scale', 'auto', '--experiment', 'launch-day'];

const { node } = await setUp().catch(failSetUp);
process.chdir(ROOT);
process.exitCode = await runAsChild(node, [join(ROOT, 'cli', 'bin.mjs'), ...DEFAULT_RUN, ...process.argv.slice(2)], {
  ...process.env,
  PATH: `${dirname(node)}:${process.env.PATH ?? ''}`,
});
