import { z } from 'zod';
import { phaseIdSchema } from './config/schema.ts';

const text = z.string().min(1);
const verdict = z.enum(['pass', 'fail', 'no-evidence']);

const itemSchema = z.strictObject({
  id: text,
  section: text,
  title: text,
  verdict,
  applies: z.boolean().describe('False: the release does not state the fact that the item is for; it decides nothing.'),
  reason: text,
  fix: z.string().exactOptional(),
  evidence: z.array(z.string()).describe('Files, links and people that it rests on.'),
  waiver: z
    .strictObject({ owner: text, reason: text, expires: z.iso.datetime(), link: text })
    .exactOptional()
    .describe('Who answers for going on without it, and until when.'),
});

const triggerSchema = z.strictObject({
  id: text,
  title: text,
  phase: phaseIdSchema,
  state: z.enum(['fired', 'suspected', 'clear', 'unknown']),
  reason: text,
  row: z.string().nullable().describe('Row of the decision matrix.'),
});

const approvalSchema = z.strictObject({
  role: text,
  title: text,
  verdict,
  applies: z.boolean(),
  reason: text,
});

const levelSchema = z.strictObject({
  level: z.int().min(1).max(4),
  title: text,
  withinMinutes: z.number().positive(),
  commands: z.array(text).describe('To be run one after another, as they stand.'),
});

/** `gate.json`; published as docs/schemas/gate.schema.json. */
export const gateReportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    gate: text,
    phase: phaseIdSchema.describe('The phase that the release asks to enter.'),
    underWay: phaseIdSchema.nullable().describe('The phase that users were observed in last; null: none yet.'),
    release: z.strictObject({ name: text, commit: text, flag: text, author: text }),
    decidedAt: z.iso.datetime(),
    decision: z.enum(['GO', 'HOLD', 'ROLLBACK']),
    headline: text.describe('One sentence for a manager.'),
    items: z.array(itemSchema),
    triggers: z.array(triggerSchema),
    approvals: z.array(approvalSchema),
    matrix: z
      .strictObject({ id: text, issue: text, severity: z.enum(['P0', 'P1', 'P2']), method: text, time: text })
      .nullable()
      .describe('The row of the decision matrix that fits; null: none.'),
    rollback: z
      .strictObject({ levels: z.array(levelSchema).min(1), note: z.string().nullable(), communication: z.array(text) })
      .nullable()
      .describe('What to do now, where the decision is ROLLBACK.'),
    next: z
      .strictObject({
        commands: z.array(text),
        actions: z.array(text),
        monitoring: z.array(z.strictObject({ when: text, every: text, watch: z.array(text) })),
      })
      .nullable()
      .describe('How to enter the phase, where the decision is GO.'),
  })
  .describe('Decision of a loadgate launch gate');

export type GateReport = z.infer<typeof gateReportSchema>;
export type GateReportItem = GateReport['items'][number];
export type TriggerReport = GateReport['triggers'][number];
export type ApprovalReport = GateReport['approvals'][number];
