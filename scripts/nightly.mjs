// `npm run nightly:load`: all three workloads one after the other, also after one that fails; each joins the history. `-- --profile full` for the whole
// size. Then the trend of all nights, which fails on a change for the worse that this night brought to light. Ends with the worst exit code: a breach (10) before
// anything that could not be decided.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { trendOfNight } from './nightly/trend.mjs';
import { ROOT } from './setup/places.mjs';
import { failSetUp, setUp } from './setup.mjs';

const { values } = parseArgs({
  options: { profile: { type: 'string', default: 'quick' }, scale: { type: 'string', default: 'auto' } },
});
const { node } = await setUp().catch(failSetUp);
process.chdir(ROOT);

const SEVERITY = [10, 1, 12, 2, 11, 13];
const since = new Date().toISOString();
/** @type {number[]} */
const codes = [];
for (const workload of ['mixed-10k', 'read-100k', 'events-1m']) {
  console.log(`\n${workload}, ${values.profile}`);
  const args = ['run', workload, '--profile', values.profile, '--scale', values.scale];
  const { status, signal } = spawnSync(node, [join(ROOT, 'cli', 'bin.mjs'), ...args], { stdio: 'inherit' });
  if (signal !== null || status === 130) process.exit(130);
  codes.push(status ?? 1);
}
codes.push(trendOfNight(node, { since }));
process.exitCode = SEVERITY.find((code) => codes.includes(code)) ?? Math.max(...codes);
