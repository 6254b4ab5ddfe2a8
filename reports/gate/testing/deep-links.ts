/** The launch document's example as evidence on disk: a deep-link service goes from ten team members to 10,000 users in 23 days. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPlan, type TargetKind } from '../../../lib/plan/index.ts';
import { RUN_FILES, type RunVersions, type Verdict } from '../../../lib/results/index.ts';
import { PHASES, type PhaseId } from '../phases.ts';

export const FLAG = 'deeplinks.enabled';
export const COMMIT = 'a'.repeat(40);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Users and days of each phase in the document's table. */
const TIMELINE = {
  internal: { users: 10, days: 2, share: 0 },
  beta: { users: 100, days: 5, share: 10 },
  '25': { users: 2_500, days: 3, share: 25 },
  '50': { users: 5_000, days: 3, share: 50 },
  '75': { users: 7_500, days: 3, share: 75 },
  '100': { users: 10_000, days: 7, share: 100 },
} as const;
const OBSERVED = PHASES.filter((it) => it !== 'launched');
const ordered = (phase: keyof typeof TIMELINE) => PHASES.indexOf(phase);

export interface Window {
  phase: PhaseId;
  from: string;
  to: string;
  requests: number;
  errors: number;
  p95Ms: number | null;
  complaints: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Windows of half a day for every phase before `phase`, the last one ending an hour ago. Each user makes 50 requests a day. */
function windowsBefore(phase: PhaseId, now: number): Window[] {
  const done = OBSERVED.filter((it) => ordered(it) < PHASES.indexOf(phase));
  let from = now - HOUR - done.reduce((sum, it) => sum + TIMELINE[it].days * DAY, 0);
  return done.flatMap((it) => {
    const { users, days } = TIMELINE[it];
    return Array.from({ length: days * 2 }, (): Window => {
      const window = { phase: it, from: iso(from), to: iso(from + DAY / 2), requests: users * 25, complaints: 0 };
      from += DAY / 2;
      return { ...window, errors: it === 'internal' ? 0 : Math.floor(users * 25 * 0.001), p95Ms: 180 };
    });
  });
}

const SIGNED = [
  ...['code.security-review', 'code.docs', 'database.indexes', 'security.allowlist', 'security.rotation'],
  ...['observability.logging', 'observability.metrics', 'observability.dashboards', 'observability.runbook'],
  ...['testing.smoke', 'testing.edge-cases', 'launch.rollback-plan', 'launch.on-call', 'launch.status-page'],
  ...['launch.communication', 'internal.flows', 'beta.feedback', '25.business', '50.business', '75.business'],
  ...['100.business', 'launched.feedback', 'launched.business'],
];

const PASSING: Readonly<Record<string, readonly string[]>> = {
  lint: ['biome'],
  types: ['tsc'],
  unit: ['webhooks refuse a wrong signature', 'rate limits refuse the 31st message', 'rules let nobody read a wallet'],
  integration: ['checkout'],
  secrets: ['no secret in the tree'],
};

export const junit = (tests: readonly string[], failing?: string): string =>
  `<testsuites><testsuite name="s">${tests
    .map((name) => `<testcase classname="c" name="${name}">${name === failing ? '<failure/>' : ''}</testcase>`)
    .join('')}</testsuite></testsuites>`;

/** Everything that the gate of `phase` needs for a GO, as the files say it; change it, then {@link writeLaunch}. */
export function launchBefore(phase: PhaseId, now: number) {
  const signature = (item: string, who: string) => ({
    ...{
      item,
      who,
      at: iso(now - 2 * HOUR),
      expires: iso(now + 20 * DAY),
      evidence: 'https://wiki.example.com/launch',
    },
  });
  const last = OBSERVED.filter((it) => ordered(it) < PHASES.indexOf(phase)).at(-1);
  const done = (environment: string, at: number) => ({ environment, at: iso(at), link: 'https://ci.example.com/7' });
  const change = (from: string, to: string, at: number) => ({ from, to, at: iso(at), by: 'ops', reason: 'drill' });
  return {
    manifest: {
      schemaVersion: 1,
      release: {
        name: 'Deep-link service',
        commit: COMMIT,
        previousCommit: 'b'.repeat(40),
        author: 'dev@example.com',
        flag: FLAG,
        backend: 'https://api.example.com',
        project: 'easymo-live',
        facts: {
          ...{ securitySensitive: false, userFacing: true, majorRelease: false, hasMigrations: true },
          ...{ secretsChanged: false, needsLoadTest: true, comparedToControl: false },
        } as Record<string, boolean>,
      },
      ci: Object.keys(PASSING).map((job) => ({ job, junit: `ci/${job}.xml`, commit: COMMIT, at: iso(now - 3 * HOUR) })),
      runs: ['runs/mixed-10k', 'runs/read-100k', 'runs/events-1m'],
    },
    junit: Object.fromEntries(Object.entries(PASSING).map(([job, tests]) => [job, junit(tests)])),
    runs: (['mixed-10k', 'read-100k', 'events-1m'] as const).map((workload) => ({
      ...{ workload, target: 'staging' as TargetKind, profile: 'full' as 'full' | 'quick', scale: 1 },
      ...{ commit: COMMIT, status: 'pass' as Verdict['status'], createdAt: now - DAY, dollarsAt100k: 31 },
    })),
    flags: {
      flags: [
        {
          ...{ key: FLAG, state: last && last !== 'internal' ? (last === '100' ? 'on' : 'canary') : 'off' },
          ...{ rollout: last ? TIMELINE[last].share : 0, tenants: 0, safeDefault: false },
          history: [change('canary', 'off', now - 31 * DAY), change('off', 'canary', now - 32 * DAY)],
        },
      ],
    },
    alerts: {
      rules: ['error_rate', 'response_time_p95', 'service_down', 'payment_failures'],
      active: [] as { id: string; severity: string; title: string }[],
    },
    migrations: [
      {
        id: '003_deep_links',
        applied: [done('staging', now - 40 * DAY)],
        backup: done('production', now - 39 * DAY),
        reverse: { command: 'node scripts/migrate-database.js --down 003', testedIn: done('staging', now - 39 * DAY) },
      },
    ] as Record<string, unknown>[],
    observations: windowsBefore(phase, now),
    incidents: [] as Record<string, unknown>[],
    incidentsAsOf: now - HOUR,
    signatures: [
      ...SIGNED.map((item) => signature(item, 'ada@example.com')),
      signature('code.review', 'ada@example.com'),
      signature('code.review', 'bob@example.com'),
    ],
    waivers: [] as Record<string, unknown>[],
    approvals: ['engineering-lead', 'product-manager'].map((role) => ({
      ...{ role, who: `${role}@example.com`, at: iso(now - HOUR), expires: iso(now + 30 * DAY), upTo: 'launched' },
      ...{ commit: COMMIT, link: 'https://wiki.example.com/approval' },
    })),
    captured: now - HOUR,
    /** What `loadgate canary analyse --json` says; null: nobody asked. */
    canary: null as Record<string, unknown> | null,
  };
}
export type Launch = ReturnType<typeof launchBefore>;

/** Writes the evidence to `dir` and gives the manifest's path; `dir` is also the repository that documents are looked for in. */
export function writeLaunch(dir: string, launch: Launch): string {
  for (const folder of ['ci', 'docs', 'runs']) mkdirSync(join(dir, folder), { recursive: true });
  const json = (file: string, value: object) => {
    writeFileSync(join(dir, file), JSON.stringify(value, null, 1));
    return file;
  };
  const one = { schemaVersion: 1 };
  const captured = { ...one, capturedAt: iso(launch.captured), source: 'https://api.example.com' };
  writeFileSync(join(dir, 'docs', 'flags.md'), `# Flags\n\n- \`${FLAG}\`: deep links\n`);
  for (const [job, xml] of Object.entries(launch.junit)) writeFileSync(join(dir, 'ci', `${job}.xml`), xml);
  for (const run of launch.runs) writeRun(join(dir, 'runs', run.workload), run);
  return join(
    dir,
    json('evidence.json', {
      ...launch.manifest,
      flags: json('flags.json', { ...captured, ...launch.flags }),
      alerts: json('alerts.json', { ...captured, ...launch.alerts }),
      ...(launch.canary === null ? {} : { canary: json('canary.json', launch.canary) }),
      migrations: json('migrations.json', { ...one, migrations: launch.migrations }),
      observations: json('observations.json', { ...one, windows: launch.observations }),
      incidents: json('incidents.json', { ...one, asOf: iso(launch.incidentsAsOf), incidents: launch.incidents }),
      signatures: json('signatures.json', { ...one, signatures: launch.signatures }),
      waivers: json('waivers.json', { ...one, waivers: launch.waivers }),
      approvals: json('approvals.json', { ...one, approvals: launch.approvals }),
    }),
  );
}

function writeRun(dir: string, run: Launch['runs'][number]): void {
  mkdirSync(dir, { recursive: true });
  const { workload, target, profile, scale, createdAt, status } = run;
  const runId = `run-${workload}`;
  const plan = buildPlan({
    ...{ workload, profile, scale, seed: 1, runId, experiment: null, createdAt: iso(createdAt) },
    target: { kind: target, ...(target === 'staging' ? { host: 'staging.example.com' } : {}) },
  });
  const verdict: Verdict = { schemaVersion: 1, runId, status, headline: `the run is a ${status}.`, checks: [] };
  const machine = { platform: 'linux', arch: 'x64', cpuModel: 'any', cpus: 4, memoryBytes: 2 ** 33 };
  const versions: RunVersions = {
    schemaVersion: 1,
    loadgate: '0.1.0',
    commit: run.commit,
    node: '24',
    k6: '2.2.0',
    machine,
  };
  const cost = { projections: [{ users: 100_000, total: run.dollarsAt100k }] };
  for (const [file, value] of Object.entries({ plan, verdict, versions, cost }))
    writeFileSync(join(dir, RUN_FILES[file as keyof typeof RUN_FILES]), JSON.stringify(value));
}
