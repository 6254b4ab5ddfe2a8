// `npm test`: sets up what is missing, then every check there is: types, lint and import arrows, unused code, and all tests, the end-to-end
// ones with a real k6 against the real backend last. `npm test -- <vitest arguments>` runs only those tests. What takes
// minutes on emulators is apart: `npm run test:firestore`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './setup/places.mjs';
import { failSetUp, setUp } from './setup.mjs';

const { node, k6 } = await setUp().catch(failSetUp);
process.chdir(ROOT);
const env = { ...process.env, PATH: [dirname(node), dirname(k6), process.env.PATH].join(':') };
const bin = (/** @type {string} */ file) => join(ROOT, 'node_modules', file);
const filters = process.argv.slice(2);
const selection = filters.some((one) => one.startsWith('--project')) ? filters : ['--project=!firestore', ...filters];

/** @type {readonly [string, readonly string[]][]} */
const CHECKS = [
  ['types', [bin('typescript/bin/tsc'), '-p', '.']],
  ['types of the scenarios', [bin('typescript/bin/tsc'), '-p', 'scenarios']],
  ['types of the console', [bin('typescript/bin/tsc'), '-p', 'console']],
  ['lint and import arrows', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  ['unused code', [bin('knip/bin/knip.js'), '--no-progress']],
];

let failedChecks = 0;
for (const [title, args] of filters.length > 0 ? [] : CHECKS) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(node, args, { env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  console.log(`${status === 0 ? '✓' : '✗'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status === 0) continue;
  failedChecks++;
  console.log(`${stdout}${stderr}`);
}

const tests = runTests();
for (const { name, reason } of tests.skipped) console.log(`skipped: ${name}: ${reason}`);
const failed = failedChecks + tests.failed;
const skipped = tests.skipped.length > 0 ? `, ${tests.skipped.length} skipped` : '';
console.log(`${tests.passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 ? 0 : 1;

/** @returns {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-tests-'));
  const counts = join(folder, 'counts.json');
  try {
    const reporters = ['--reporter=default', '--reporter=./scripts/test/counting-reporter.mjs'];
    const { status } = spawnSync(node, [bin('vitest/vitest.mjs'), 'run', ...reporters, ...selection], {
      env: { ...env, LOADGATE_TEST_COUNTS: counts },
      stdio: 'inherit',
    });
    const result = JSON.parse(readFileSync(counts, 'utf8'));
    // A run that vitest itself calls failed is never a pass, whatever was counted.
    if (status !== 0 && result.failed === 0) result.failed = 1;
    return result;
  } catch (error) {
    console.error(`vitest ended without a result: ${error}`);
    return { passed: 0, failed: 1, skipped: [] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
