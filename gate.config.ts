/**
 * The launch gate: what must be shown before a release takes its next step, what takes it back, and how. Every row is one of the launch document's; a
 * team edits this file and has it reviewed. docs/launch-gate.md explains each kind of check.
 */
import { above, ci, defineGate, figure, flag, incident, migrated, row, signed, stay } from './reports/gate/index.ts';

const P0_P1: ('P0' | 'P1' | 'P2')[] = ['P0', 'P1'];

/** Phase 3 of the document: 25, 50, 75 and 100 % have the same criteria. */
const gradual = (share: '25' | '50' | '75' | '100') => ({
  id: share,
  title: `${share} % of users`,
  target: `${share} % of users`,
  percentage: Number(share),
  actions: ['Monitor the key metrics', 'Pause if issues are detected'],
  enter: [
    share === '100'
      ? 'loadgate flags set {flag} on {reason} --confirm {flag} --url {backend}'
      : `loadgate flags set {flag} canary {reason} --percentage ${share} --confirm {flag} --url {backend}`,
  ],
  entry: [],
  success: [
    flag([`${share}.share`, 'The flag serves exactly this share'], 'serves-phase'),
    stay(`${share}.stay`, share === '100' ? 72 : 48),
    figure([`${share}.errors`, 'Error rate < 0.5 %'], ['errorRate', '<', 0.005]),
    figure([`${share}.p95`, 'p95 latency < 400 ms'], ['p95Ms', '<', 400]),
    figure([`${share}.complaints`, 'No user complaints'], ['complaints', '==', 0]),
    signed([`${share}.business`, 'Business metrics positive']),
    {
      id: `${share}.canary`,
      title: 'Canary no worse than control',
      when: 'comparedToControl',
      check: { kind: 'canary' as const },
    },
  ],
  rollback: [
    above([`${share}.rollback-errors`, 'Error rate > 1 %'], ['errorRate', 0.01], 'high-error-rate'),
    above([`${share}.rollback-p95`, 'p95 latency > 1000 ms'], ['p95Ms', 1000], 'performance'),
    incident([`${share}.rollback-bug`, 'Critical bug discovered'], { severities: P0_P1 }),
  ],
});

export default defineGate({
  schemaVersion: 1,
  title: 'Rollout plan and launch gates',
  facts: {
    securitySensitive: 'touches authentication, permissions, personal data or secrets',
    userFacing: 'users see a difference',
    majorRelease: 'a new product area or a breaking change',
    hasMigrations: 'changes stored data, rules or indexes',
    secretsChanged: 'secrets were added, shown to somebody or are due',
    needsLoadTest: 'changes what many users do at once',
    comparedToControl: 'canary and control were under load at the same time',
  },
  checklist: [
    {
      section: 'Code quality',
      items: [
        ci(['code.ci', 'All CI checks passing (lint, typecheck, tests)'], ['lint', 'types', 'unit'], {
          waivable: false,
        }),
        signed(['code.review', 'Code review approved by 2+ engineers'], { people: 2 }),
        signed(['code.security-review', 'Security review completed'], { when: 'securitySensitive' }),
        {
          id: 'code.performance',
          title: 'Performance benchmarks met',
          check: { kind: 'run', workloads: ['mixed-10k'], purpose: 'benchmark' },
        },
        signed(['code.docs', 'Documentation updated']),
      ],
    },
    {
      section: 'Database',
      items: [
        migrated(['database.applied', 'Migrations applied in staging'], 'applied', 'staging', {
          when: 'hasMigrations',
        }),
        ci(['database.rules', 'RLS policies tested (Firestore rules)'], ['unit'], {
          tests: 'rules',
          when: 'hasMigrations',
        }),
        signed(['database.indexes', 'Indexes verified (queries explained)'], { when: 'hasMigrations' }),
        migrated(['database.backup', 'Backup taken before migration'], 'backup', 'production', {
          when: 'hasMigrations',
        }),
        migrated(['database.reverse', 'Rollback prepared, and tried'], 'reverse', 'staging', { when: 'hasMigrations' }),
      ],
    },
    {
      section: 'Security',
      items: [
        ci(['security.signatures', 'Webhook signature tests passing'], ['unit'], { tests: 'signature' }),
        signed(['security.allowlist', 'Destination URL allowlist verified']),
        ci(['security.rate-limits', 'Rate limits configured'], ['unit'], { tests: 'limit' }),
        signed(['security.rotation', 'Secrets rotated'], { when: 'secretsChanged' }),
        ci(['security.secrets', 'No hardcoded secrets in code'], ['secrets']),
      ],
    },
    {
      section: 'Observability',
      items: [
        signed(['observability.logging', 'Structured logging in place']),
        signed(['observability.metrics', 'Metrics and counters added']),
        signed(['observability.dashboards', 'Dashboards created or updated']),
        {
          id: 'observability.alerts',
          title: 'Alerts configured',
          check: {
            kind: 'alerts-configured',
            rules: ['error_rate', 'response_time_p95', 'service_down', 'payment_failures'],
          },
        },
        {
          id: 'observability.quiet',
          title: 'No critical alert active',
          from: 'beta',
          check: { kind: 'alerts-quiet', severity: 'critical' },
        },
        signed(['observability.runbook', 'Runbook updated']),
      ],
    },
    {
      section: 'Feature flags',
      items: [
        flag(['flag.exists', 'Flag exists in database'], 'exists', { waivable: false }),
        flag(['flag.default', 'Default value set (OFF in production)'], 'off-by-default', { waivable: false }),
        flag(['flag.toggle', 'Admin panel toggle works'], 'toggled'),
        {
          id: 'flag.documented',
          title: 'Flag documented in docs/flags.md',
          check: { kind: 'document', file: 'docs/flags.md', mentions: '{flag}' },
        },
      ],
    },
    {
      section: 'Testing',
      items: [
        ci(['testing.unit', 'Unit tests passing'], ['unit']),
        ci(['testing.integration', 'Integration tests passing'], ['integration']),
        signed(['testing.smoke', 'Manual smoke tests completed']),
        {
          id: 'testing.load',
          title: 'Load testing completed',
          when: 'needsLoadTest',
          check: { kind: 'run', workloads: ['mixed-10k', 'read-100k', 'events-1m'], purpose: 'capacity' },
        },
        signed(['testing.edge-cases', 'Edge cases validated']),
      ],
    },
    {
      section: 'Cost',
      items: [
        {
          id: 'cost.budget',
          title: 'A day of 100,000 users within the budget',
          check: { kind: 'budget', users: 100_000, dollarsPerDay: 45 },
        },
      ],
    },
    {
      section: 'Launch readiness',
      items: [
        signed(['launch.rollback-plan', 'Rollback plan documented']),
        signed(['launch.on-call', 'On-call engineer briefed']),
        signed(['launch.status-page', 'Status page ready']),
        signed(['launch.communication', 'User communication drafted'], { when: 'userFacing' }),
      ],
    },
  ],
  phases: [
    {
      id: 'internal',
      title: 'internal testing',
      target: 'team members only',
      percentage: null,
      actions: ['Deploy to production with the flag OFF', 'Test all flows end to end', 'Monitor logs and dashboards'],
      enter: [
        'loadgate flags set {flag} canary {reason} --percentage 0 --tenants internal --confirm {flag} --url {backend}',
      ],
      entry: [],
      success: [
        stay('internal.stay', 24),
        figure(['internal.errors', 'No errors for 24 hours'], ['errors', '==', 0]),
        signed(['internal.flows', 'All flows work as expected']),
        figure(['internal.p95', 'Performance within targets'], ['p95Ms', '<', 500]),
      ],
      rollback: [
        incident(['internal.rollback-incident', 'Any P0 or P1 incident'], { severities: P0_P1 }),
        above(['internal.rollback-errors', 'Error rate > 5 %'], ['errorRate', 0.05], 'high-error-rate'),
      ],
    },
    {
      id: 'beta',
      title: 'beta users',
      target: '10 % of users (selected beta testers)',
      percentage: 10,
      actions: ['Announce it to beta users', 'Monitor metrics closely', 'Collect feedback'],
      enter: ['loadgate flags set {flag} canary {reason} --percentage 10 --confirm {flag} --url {backend}'],
      entry: [],
      success: [
        flag(['beta.share', 'The flag serves exactly this share'], 'serves-phase'),
        stay('beta.stay', 96),
        figure(['beta.errors', 'Error rate < 1 %'], ['errorRate', '<', 0.01]),
        figure(['beta.p95', 'p95 latency < 500 ms'], ['p95Ms', '<', 500]),
        signed(['beta.feedback', 'Positive user feedback']),
        {
          id: 'beta.security',
          title: 'No security incidents',
          waivable: false,
          check: {
            kind: 'incidents',
            severities: ['P0', 'P1', 'P2'],
            kinds: ['security'],
            which: 'in-phase',
            most: 0,
          },
        },
      ],
      rollback: [
        above(['beta.rollback-errors', 'Error rate > 2 %'], ['errorRate', 0.02], 'high-error-rate'),
        above(['beta.rollback-complaints', 'User complaints > 5'], ['complaints', 5], 'confusion'),
        incident(['beta.rollback-security', 'Security incident'], {
          severities: ['P0', 'P1', 'P2'],
          kinds: ['security'],
        }),
        incident(['beta.rollback-incident', 'A P0 or P1 incident'], { severities: P0_P1 }),
      ],
    },
    gradual('25'),
    gradual('50'),
    gradual('75'),
    gradual('100'),
    {
      id: 'launched',
      title: 'full launch',
      target: '100 % of users, flag removed',
      percentage: 100,
      actions: [
        'Remove the flag from the code',
        'Mark it as launched in the documentation',
        'Announce it to all users',
      ],
      enter: ['loadgate flags set {flag} on {reason} --confirm {flag} --url {backend}'],
      entry: [
        figure(['launched.stable', '100 % stable for 72 hours'], ['errorRate', '<', 0.005], 72),
        {
          id: 'launched.issues',
          title: 'No open P0 or P1 issues',
          waivable: false,
          check: { kind: 'incidents', severities: ['P0', 'P1'], which: 'open', most: 0 },
        },
        signed(['launched.feedback', 'User feedback positive']),
        signed(['launched.business', 'Business metrics meet goals']),
      ],
      success: [],
      rollback: [
        above(['launched.rollback-errors', 'Error rate > 1 %'], ['errorRate', 0.01], 'high-error-rate'),
        above(['launched.rollback-p95', 'p95 latency > 1000 ms'], ['p95Ms', 1000], 'performance'),
        incident(['launched.rollback-bug', 'Critical bug discovered'], { severities: P0_P1 }),
      ],
    },
  ],
  matrix: [
    row(
      ['high-error-rate', 'P0', 'High error rate (> 5 %, or the phase’s limit)'],
      ['Feature flag OFF', [1], '1 min'],
      ['errors'],
    ),
    row(
      ['security', 'P0', 'Security vulnerability'],
      ['Feature flag OFF + code rollback', [1, 3], '5 min'],
      ['security'],
    ),
    row(['performance', 'P1', 'Performance degradation'], ['Feature flag OFF', [1], '1 min'], ['performance']),
    row(['minor-bug', 'P2', 'Minor bug'], ['Hotfix in next deployment', [], 'next day'], ['bug']),
    row(['confusion', 'P2', 'User confusion'], ['Improve docs, adjust UI', [], 'next sprint'], ['confusion']),
    // The document's matrix has no row for these two; its phases and rollback levels say what they take.
    row(['critical-bug', 'P1', 'Critical bug'], ['Feature flag OFF', [1], '1 min'], ['bug']),
    row(
      ['data-corruption', 'P0', 'A migration corrupts data'],
      ['Feature flag OFF + database rollback', [1, 4], '30 min'],
      ['data-corruption'],
    ),
  ],
  levels: [
    {
      level: 1,
      title: 'Feature flag disable',
      withinMinutes: 1,
      useWhen: ['High error rate detected', 'Security vulnerability discovered', 'User complaints spike'],
      commands: [
        'loadgate flags kill {flag} {reason} --confirm {flag} --url {backend}',
        'loadgate flags get {flag} --url {backend}',
      ],
    },
    {
      level: 2,
      title: 'Environment variable rollback',
      withinMinutes: 5,
      useWhen: ['The flag cannot be changed in the database', 'It must be off in all functions at once'],
      commands: [
        'gcloud run services update api --project {project} --update-env-vars LOADGATE_DISABLED_FLAGS={flag}',
        'curl --fail {backend}/healthz',
      ],
    },
    {
      level: 3,
      title: 'Code rollback',
      withinMinutes: 15,
      useWhen: ['Switching the flag off is not sufficient', 'The bug cannot be hotfixed', 'A full revert is needed'],
      commands: [
        'git checkout {previous}',
        'firebase deploy --only functions --project {project}',
        'firebase functions:list --project {project}',
        'git checkout main',
      ],
    },
    {
      level: 4,
      title: 'Database rollback',
      withinMinutes: 30,
      useWhen: ['A migration corrupts data', 'A schema change breaks the application'],
      commands: ['{reverse}', 'firebase deploy --only functions --project {project}'],
    },
  ],
  approvers: [
    { role: 'engineering-lead', title: 'Engineering Lead', people: [] },
    { role: 'security-lead', title: 'Security Lead', when: 'securitySensitive', people: [] },
    { role: 'product-manager', title: 'Product Manager', when: 'userFacing', people: [] },
    { role: 'cto', title: 'CTO', when: 'majorRelease', people: [] },
  ],
  limits: { evidenceHours: 24, resultDays: 14, signatureDays: 90, waiverDays: 30 },
  communication: ['Post in the incidents channel', 'Update the status page', 'Notify affected users, if needed'],
  monitoring: [
    { when: 'First 24 hours', every: '2 hours', watch: ['errors', 'p50, p95, p99', 'complaints', 'business metrics'] },
    { when: 'First week', every: 'day', watch: ['trends of errors and latency', 'user feedback', 'business impact'] },
    { when: 'Afterwards', every: 'week', watch: ['feature adoption', 'performance trends', 'technical debt'] },
  ],
});
