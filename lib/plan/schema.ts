/** Reads a plan from JSON, strictly. Node only: k6 bundles must not import this file (it carries zod). */
import { z } from 'zod';
import type { RunPlan } from './types.ts';

const name = z.string().min(1).max(100);
const ms = z.number().min(0);
const count = z.int().min(0);
const range = z
  .tuple([ms, ms])
  .refine(([from, to]) => from <= to, { error: 'the first number must not be above the second' });
const ascending = (what: string) => `${what} must come later than the one before it`;
const unique = <T>(key: (item: T) => string) => ({
  check: (items: readonly T[]) => new Set(items.map(key)).size === items.length,
  error: (issue: { readonly input?: unknown }) => {
    const keys = (issue.input as readonly T[]).map(key);
    return `"${keys.find((value, i) => keys.indexOf(value) !== i)}" appears twice: give each a name of its own`;
  },
});

const stages = z
  .array(z.strictObject({ untilMs: z.number().positive(), level: z.number().min(0) }))
  .min(1)
  .refine((list) => list.every((stage, i) => i === 0 || stage.untilMs > (list[i - 1]?.untilMs ?? 0)), {
    error: ascending('untilMs of a stage'),
  });

const group = z
  .strictObject({
    journey: name,
    model: z.enum(['closed', 'open']),
    peak: z.number().positive(),
    stages,
    vus: z.int().min(1),
    usersPerVu: z.int().min(1),
    firstUser: count,
    userCount: z.int().min(1),
    order: z.enum(['in-turn', 'random']),
    firstPartner: count.nullable(),
    pace: z.strictObject({ thinkMs: range, sessionMs: range.nullable() }),
  })
  .refine((it) => it.model === 'open' || it.vus * it.usersPerVu >= Math.ceil(it.peak), {
    error: 'vus × usersPerVu must hold the peak: raise one of them',
    path: ['usersPerVu'],
  });

export const sloSchema = z.strictObject({
  id: name,
  title: z.string(),
  indicator: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('latency'), quantile: z.number().gt(0).lt(1) }),
    z.strictObject({ kind: z.literal('error-rate') }),
    z.strictObject({ kind: z.literal('cache-hit-rate') }),
    z.strictObject({ kind: z.literal('events-exactly-once') }),
  ]),
  journey: name.exactOptional(),
  operation: name.exactOptional(),
  comparison: z.enum(['<', '<=', '>', '>=', '==']),
  objective: z.number().min(0),
});

const fault = z
  .strictObject({
    name,
    fault: name,
    params: z.record(z.string(), z.unknown()),
    applyMs: ms,
    revertMs: ms,
    promises: z
      .strictObject({ effectMs: ms.exactOptional(), detectMs: ms.exactOptional(), recoverMs: ms.exactOptional() })
      .exactOptional(),
    slos: z.array(sloSchema).exactOptional(),
  })
  .refine((it) => it.revertMs > it.applyMs, { error: 'must be later than applyMs', path: ['revertMs'] });

const phase = z
  .strictObject({ name, fromMs: ms, toMs: ms })
  .refine((it) => it.toMs > it.fromMs, { error: 'must be later than fromMs', path: ['toMs'] });

const groupNames = unique<{ journey: string }>((it) => it.journey);
const faultNames = unique<{ name: string }>((it) => it.name);
const sloIds = unique<{ id: string }>((it) => it.id);

/** A plan as it is written in a run folder: unknown keys, numbers out of range and duplicate names are errors. */
export const planSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    runId: name,
    createdAt: z.iso.datetime(),
    workload: name,
    profile: z.enum(['smoke', 'quick', 'full']),
    scale: z.number().positive().max(1000),
    seed: z.int(),
    target: z.strictObject({
      kind: z.enum(['embedded', 'emulators', 'staging']),
      host: z.string().min(1).exactOptional(),
      project: z.string().min(1).exactOptional(),
    }),
    experiment: name.nullable(),
    hypothesis: z.string().exactOptional(),
    canary: z.strictObject({ flag: name, percent: z.number().gt(0).lt(100) }).exactOptional(),
    accounts: count,
    groups: z.array(group).min(1).refine(groupNames.check, { error: groupNames.error }),
    durationMs: z.number().positive(),
    measured: z.strictObject({ fromMs: ms, toMs: ms }),
    timeCompression: z.number().positive(),
    phases: z.array(phase).min(1),
    faults: z.array(fault).refine(faultNames.check, { error: faultNames.error }),
    slos: z.array(sloSchema).refine(sloIds.check, { error: sloIds.error }),
  })
  .refine((plan) => plan.measured.fromMs < plan.measured.toMs && plan.measured.toMs <= plan.durationMs, {
    error: 'must be a window within durationMs',
    path: ['measured'],
  });

/** Parses a plan's JSON; throws an Error with one line for each mistake: place, what is wrong, what is allowed. */
export function parsePlan(json: string, source = 'plan'): RunPlan {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new Error(`${source}: not JSON (${error instanceof Error ? error.message : error})`);
  }
  const result = planSchema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    (issue) => `  ${z.core.toDotPath(issue.path) || '(top level)'}: ${issue.message}`,
  );
  throw new Error(`${source}: not a valid plan\n${lines.join('\n')}`);
}
