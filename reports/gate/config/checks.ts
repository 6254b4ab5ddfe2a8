import { z } from 'zod';

const name = z.string().min(1).max(100);
const severity = z.enum(['P0', 'P1', 'P2']);
const kind = z.enum(['errors', 'security', 'performance', 'data-corruption', 'bug', 'confusion']);
const workload = z.enum(['mixed-10k', 'read-100k', 'events-1m', 'smoke']);

/** Figures of a phase under real users; `errorRate` is a ratio, `p95Ms` milliseconds, the others are counts. */
export const OBSERVED = ['errorRate', 'errors', 'p95Ms', 'complaints'] as const;

const limit = {
  metric: z.enum(OBSERVED),
  comparison: z.enum(['<', '<=', '>', '>=', '==']),
  value: z.number().min(0),
};

/** What decides an item. Each kind is one file in `checks/`. */
export const checkConfigSchema = z.discriminatedUnion('kind', [
  /** Every named CI job left JUnit results of the release's commit, with at least one test and no failure. */
  z.strictObject({
    kind: z.literal('ci'),
    jobs: z.array(name).min(1),
    /** Only tests whose name or class holds this text, whatever its case; at least one must. */
    tests: z.string().min(1).exactOptional(),
  }),
  /** A run of each workload passed. `capacity` needs a staging target, the full profile and at least this scale. */
  z.strictObject({
    kind: z.literal('run'),
    workloads: z.array(workload).min(1),
    purpose: z.enum(['capacity', 'benchmark']),
    leastScale: z.number().positive().exactOptional(),
  }),
  /** People have signed for it. The release's author does not count. */
  z.strictObject({ kind: z.literal('signed'), people: z.int().min(1).max(10).exactOptional() }),
  /** A file of the repository mentions the text; `{flag}` stands for the release's flag. */
  z.strictObject({ kind: z.literal('document'), file: name, mentions: name }),
  z.strictObject({ kind: z.literal('flag'), need: z.enum(['exists', 'off-by-default', 'toggled', 'serves-phase']) }),
  z.strictObject({ kind: z.literal('alerts-configured'), rules: z.array(name).min(1) }),
  z.strictObject({ kind: z.literal('alerts-quiet'), severity: z.enum(['warning', 'critical']) }),
  z.strictObject({ kind: z.literal('migrations'), need: z.enum(['applied', 'backup', 'reverse']), environment: name }),
  /** A figure of the phase over its last hours; the worst window counts for a percentile, the sum for counts. */
  z.strictObject({ kind: z.literal('metric'), ...limit, overHours: z.number().positive() }),
  /** How long the phase has lasted. */
  z.strictObject({ kind: z.literal('stay'), hours: z.number().positive() }),
  /** At most so many incidents: still open, or opened in this phase. */
  z.strictObject({
    kind: z.literal('incidents'),
    severities: z.array(severity).min(1),
    kinds: z.array(kind).min(1).exactOptional(),
    which: z.enum(['open', 'in-phase']),
    most: z.int().min(0),
  }),
  /** A day of so many users costs at most so many dollars, from the operations that a run measured. */
  z.strictObject({ kind: z.literal('budget'), users: z.int().positive(), dollarsPerDay: z.number().positive() }),
  /** The comparison of canary and control found nothing worse. */
  z.strictObject({ kind: z.literal('canary') }),
]);

export type CheckConfig = z.infer<typeof checkConfigSchema>;
export type CheckOf<K extends CheckConfig['kind']> = Extract<CheckConfig, { kind: K }>;

/** What takes a release back in a phase, and the row of the decision matrix that then applies. */
export const triggerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('metric'), id: name, title: z.string().min(1), ...limit, row: name }),
  /** The row is that of the incident's own kind. */
  z.strictObject({
    kind: z.literal('incident'),
    id: name,
    title: z.string().min(1),
    severities: z.array(severity).min(1),
    kinds: z.array(kind).min(1).exactOptional(),
  }),
]);
export type Trigger = z.infer<typeof triggerSchema>;
export const severitySchema = severity;
export const incidentKindSchema = kind;
