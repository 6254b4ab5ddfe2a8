import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { serveFlags, tokenFor } from '../../backend/flags/testing/served.ts';
import { EXIT, RUN_FILES } from '../../lib/results/index.ts';
import { resolveTarget } from '../../lib/targets/index.ts';
import { planFor } from '../conductor/run-plan.ts';
import { readConfig } from '../configuration.ts';
import type { CliError } from '../errors.ts';
import { findExperiment } from './index.ts';
import { Journal } from './journal.ts';
import { revertRun } from './revert.ts';

const root = { admin: true, superAdmin: true };
const folder = mkdtempSync(join(tmpdir(), 'loadgate-revert-'));
let served: Awaited<ReturnType<typeof serveFlags>>;
beforeAll(async () => {
  served = await serveFlags();
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
  await served.host.stop();
});

test('what a run that died has left on staging is put back by an operator of the environment, by nobody else', async () => {
  const targets = { staging: { url: served.host.url, project: 'example-staging' } };
  writeFileSync(join(folder, 'loadgate.config.json'), JSON.stringify({ targets }));
  const target = resolveTarget('staging', readConfig(folder).config, {});
  const experiment = await findExperiment('kill-switch');
  const request = { workload: 'mixed-10k', profile: 'smoke', scale: 0.1, seed: 1, out: folder } as const;
  const plan = planFor({ ...request, target, experiment, keep: false, history: false });
  writeFileSync(join(folder, RUN_FILES.plan), JSON.stringify(plan));
  const [fault = expect.fail('no fault')] = plan.faults;
  const flag = String(fault.params.flag);
  const journal = new Journal(join(folder, RUN_FILES.chaosJournal));
  journal.aboutToApply(fault, { state: 'on', rollout: 100, critical: false, shadowExecution: 'log_only' });
  await served.request('POST', `/api/flags/${flag}/kill`, tokenFor('op', root), { kill_reason: 'x', confirm: flag });

  const attempt = () => revertRun('.', folder).catch((error: unknown) => error as CliError);
  vi.stubEnv('LOADGATE_TOKEN_SECRET', '');
  expect(await attempt()).toMatchObject({ message: expect.stringContaining('target staging has no operator') });
  vi.stubEnv('LOADGATE_OPERATOR_ID_TOKEN', tokenFor('eve'));
  expect(await attempt()).toMatchObject({
    exitCode: EXIT.usage,
    message: expect.stringContaining('user eve has neither'),
  });
  expect(journal.open().size).toBe(1);

  vi.stubEnv('LOADGATE_OPERATOR_ID_TOKEN', tokenFor('ada', root));
  expect(await attempt()).toBe(EXIT.pass);
  expect(journal.open().size).toBe(0);
  const { body } = await served.request('GET', `/api/flags/${flag}`, tokenFor('op', root));
  expect(body).toMatchObject({ flag: { state: 'on', lastUpdatedBy: 'ada' } });
});
