import { z } from 'zod';
import { sloSchema } from '../../lib/plan/schema.ts';
import { WORKLOAD_NAMES } from '../../lib/workloads/index.ts';
import { INVARIANTS } from '../invariants/index.ts';
import type { Experiment } from './types.ts';

const ms = z.number().min(0);
const ratio = z.number().min(0).max(1);
const text = z.string().min(1).max(500);
/** It names phases, toxics and files. */
export const experimentName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,60}$/, 'use lower-case letters, digits, ".", "_" and "-"');

const fault = z.strictObject({
  name: experimentName,
  fault: z.string(),
  params: z.record(z.string(), z.unknown()).exactOptional(),
  at: z.strictObject({ hold: ratio, plusMs: z.number().exactOptional() }),
  lasts: z.strictObject({ hold: ratio, atLeastMs: ms.exactOptional(), atMostMs: ms.exactOptional() }),
  promises: z
    .strictObject({ effectMs: ms.exactOptional(), detectMs: ms.exactOptional(), recoverMs: ms.exactOptional() })
    .exactOptional(),
  slos: z.array(sloSchema).exactOptional(),
  touches: z.array(z.string()).exactOptional(),
});

const probe = z.discriminatedUnion('probe', [
  z.strictObject({ probe: z.literal('answers'), withinMs: z.number().positive() }),
  z.strictObject({ probe: z.literal('error-rate'), atMost: ratio, overMs: z.number().min(500) }),
  z.strictObject({ probe: z.literal('response-time'), atMostMs: z.number().positive() }),
  z.strictObject({ probe: z.literal('alerts'), atMost: z.int().min(0) }),
]);

const abort = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('undeclared-errors'), over: ratio, forMs: z.number().min(1000) }),
  z.strictObject({ when: z.literal('backend-gone'), forMs: z.number().min(1000) }),
]);

const schema = z.strictObject({
  title: text,
  question: text,
  hypothesis: text,
  workload: z.enum(WORKLOAD_NAMES).exactOptional(),
  steadyState: z.array(probe).min(1).exactOptional(),
  faults: z.array(fault).min(1).max(40),
  abortWhen: z.array(abort).exactOptional(),
  invariants: z.array(z.enum(INVARIANTS.map(({ id }) => id))).exactOptional(),
});

/** @returns the declaration, or one line for each mistake: place and fix */
export function parseExperiment(
  value: unknown,
): { readonly experiment: Experiment } | { readonly mistakes: readonly string[] } {
  const parsed = schema.safeParse(value);
  return parsed.success ? { experiment: parsed.data } : { mistakes: mistakesOf(parsed.error) };
}

export const mistakesOf = (error: z.ZodError, at = ''): string[] =>
  error.issues.map((issue) => {
    const path = [...(at === '' ? [] : [at]), ...issue.path.map(String)].join('.');
    if (issue.code === 'unrecognized_keys')
      return `${path || 'top level'}: there is no "${issue.keys.join('", "')}": remove it`;
    return `${path || 'top level'}: ${issue.message}`;
  });
