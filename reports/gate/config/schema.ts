import { z } from 'zod';
import { PHASES } from '../phases.ts';
import { checkConfigSchema, incidentKindSchema, severitySchema, triggerSchema } from './checks.ts';

export const phaseIdSchema = z.enum(PHASES);

const name = z.string().min(1).max(100);
const text = z.string().min(1).max(500);

const item = z.strictObject({
  id: name,
  title: text,
  check: checkConfigSchema,
  /** Fact of the release that makes the item apply; absent: always. A fact that the evidence does not state counts as true. */
  when: name.exactOptional(),
  /** First phase whose gate asks for it; absent: the first of all. */
  from: phaseIdSchema.exactOptional(),
  /** False: nobody can waive it. */
  waivable: z.boolean().exactOptional(),
  /** How old its evidence may be; absent: `limits.evidenceHours`. */
  maxAgeHours: z.number().positive().exactOptional(),
});

const phase = z.strictObject({
  id: phaseIdSchema,
  title: text,
  target: text,
  /** Share of users that the flag serves; null: named people only, or no flag any more. */
  percentage: z.number().min(0).max(100).nullable(),
  actions: z.array(text),
  /** How to enter it, `{flag}` and the like filled in. */
  enter: z.array(text),
  /** What its own gate asks for beside the checklist and the success of the phase before. */
  entry: z.array(item),
  /** What the gate of the next phase asks of this one. */
  success: z.array(item),
  rollback: z.array(triggerSchema),
});

const row = z.strictObject({
  id: name,
  issue: text,
  severity: severitySchema,
  method: text,
  /** Rollback levels in the order in which they are taken; empty: nothing is rolled back. */
  levels: z.array(z.int().min(1).max(4)),
  time: text,
  /** Kinds of incident that this row is for. */
  incidents: z.array(incidentKindSchema),
});

const level = z.strictObject({
  level: z.int().min(1).max(4),
  title: text,
  withinMinutes: z.number().positive(),
  useWhen: z.array(text).min(1),
  commands: z.array(text).min(1),
});

const approver = z.strictObject({
  role: text,
  title: text,
  /** Fact of the release that asks for this approval; absent: every launch. */
  when: name.exactOptional(),
  /** Who may give it; empty: anybody who signs for the role. */
  people: z.array(text),
});

const shape = z.strictObject({
  schemaVersion: z.literal(1),
  title: text,
  /** What may be true of a release, and what each means. */
  facts: z.record(name, text),
  checklist: z.array(z.strictObject({ section: text, items: z.array(item).min(1) })).min(1),
  phases: z.array(phase),
  matrix: z.array(row).min(1),
  levels: z.array(level).min(1),
  approvers: z.array(approver).min(1),
  limits: z.strictObject({
    /** How old captured state (flags, alerts, canary, the newest figures) may be. */
    evidenceHours: z.number().positive(),
    /** How old CI results and runs of the release's own commit may be. */
    resultDays: z.number().positive(),
    signatureDays: z.number().positive(),
    waiverDays: z.number().positive(),
  }),
  /** After a rollback. */
  communication: z.array(text),
  /** After a launch. */
  monitoring: z.array(z.strictObject({ when: text, every: text, watch: z.array(text).min(1) })),
});

/** The launch gate as a team declares it. */
export type GateConfig = z.infer<typeof shape>;
export type GateItem = z.infer<typeof item>;
export type GatePhase = z.infer<typeof phase>;
export type MatrixRow = z.infer<typeof row>;
export type Approver = z.infer<typeof approver>;

export const gateConfigSchema = shape.superRefine((config, context) => {
  const complain = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const ids = config.phases.map((it) => it.id);
  if (ids.join() !== PHASES.join())
    complain(['phases'], `must be ${PHASES.join(', ')}, in this order; found ${ids.join(', ') || 'none'}`);
  const all = itemsOf(config);
  for (const { item: it, path } of all) {
    if (it.when !== undefined && !Object.hasOwn(config.facts, it.when)) complain(path, unknownFact(it.when, config));
  }
  config.approvers.forEach(({ when }, i) => {
    if (when !== undefined && !Object.hasOwn(config.facts, when))
      complain(['approvers', i, 'when'], unknownFact(when, config));
  });
  const rows = new Set(config.matrix.map((it) => it.id));
  const levels = new Set(config.levels.map((it) => it.level));
  for (const [p, { rollback }] of config.phases.entries()) {
    for (const [t, trigger] of rollback.entries()) {
      if (trigger.kind === 'metric' && !rows.has(trigger.row))
        complain(['phases', p, 'rollback', t, 'row'], `no row "${trigger.row}" in the matrix: ${[...rows].join(', ')}`);
    }
  }
  for (const [r, it] of config.matrix.entries()) {
    const missing = it.levels.find((one) => !levels.has(one));
    if (missing !== undefined) complain(['matrix', r, 'levels'], `level ${missing} is not declared under levels`);
  }
  unique(all.map(({ item: it, path }) => [it.id, path]));
  unique(config.phases.flatMap((it, p) => it.rollback.map((t, i) => [t.id, ['phases', p, 'rollback', i]])));
  unique(config.matrix.map((it, i) => [it.id, ['matrix', i]]));
  unique(config.levels.map((it, i) => [String(it.level), ['levels', i]]));
  unique(config.approvers.map((it, i) => [it.role, ['approvers', i]]));

  function unique(named: readonly (readonly [string, (string | number)[]])[]): void {
    const seen = new Set<string>();
    for (const [id, path] of named) {
      if (seen.has(id)) complain(path, `"${id}" appears twice: give each a name of its own`);
      seen.add(id);
    }
  }
});

const unknownFact = (fact: string, { facts }: GateConfig): string =>
  `no fact "${fact}": declare it under facts, or use one of ${Object.keys(facts).join(', ')}`;

/** Every item with its place in the file. */
export function itemsOf(config: GateConfig): { readonly item: GateItem; readonly path: (string | number)[] }[] {
  const placed = (items: readonly GateItem[], ...path: (string | number)[]) =>
    items.map((it, i) => ({ item: it, path: [...path, i] }));
  return [
    ...config.checklist.flatMap(({ items }, s) => placed(items, 'checklist', s, 'items')),
    ...config.phases.flatMap(({ entry, success }, p) => [
      ...placed(entry, 'phases', p, 'entry'),
      ...placed(success, 'phases', p, 'success'),
    ]),
  ];
}
