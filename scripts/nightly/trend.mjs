import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/places.mjs';

const PASS = 0;
const BREACH = 10;

/**
 * The trend of all nights: `trend.html`, `trend.json` and, for the job's page and the issue, `trend.md` in the folder of the history. Gives the exit code: 10 where the
 * runs of this night brought a change for the worse to light.
 * @param {string} node
 * @param {{ since: string, out?: string, baselines?: string }} night `since`: when the night's first run was started, ISO date and time
 */
export function trendOfNight(node, { since, out = 'results', baselines = 'baselines' }) {
  const [html, json, summary] = [join(out, 'trend.html'), join(out, 'trend.json'), join(out, 'trend.md')];
  // Those of an earlier night would be taken for this one's.
  for (const file of [html, json, summary]) rmSync(file, { force: true });
  const args = [
    'trend',
    '--out',
    out,
    '--baselines',
    baselines,
    '--since',
    since,
    '--html',
    html,
    '--summary',
    summary,
  ];
  const { status, stdout } = spawnSync(node, [join(ROOT, 'cli', 'bin.mjs'), ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== PASS && status !== BREACH) return status ?? 1;
  writeFileSync(json, stdout);
  console.log(`\n${readFileSync(summary, 'utf8')}`);
  return status;
}
