import type { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';

/**
 * The validated form of `data`.
 * @throws OperationError `invalid-argument` whose message names the first faulty field, and whose details hold `field` (dotted path,
 * empty for the whole request) and `issues` (path and message of each fault)
 */
export function validated<T>(schema: z.ZodType<T>, data: unknown): T {
  const outcome = schema.safeParse(data);
  if (outcome.success) return outcome.data;
  const issues = outcome.error.issues.slice(0, 20).map((issue) => ({ path: pathOf(issue), message: issue.message }));
  const field = issues[0]?.path ?? '';
  throw new OperationError('invalid-argument', `${field || 'the request'}: ${issues[0]?.message ?? 'is not valid'}`, {
    field,
    issues,
  });
}

/** An unknown key is reported at its parent by zod; its own name is what the caller has to fix. */
function pathOf(issue: z.core.$ZodIssue): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  return path.join('.');
}
