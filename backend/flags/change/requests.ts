import { z } from 'zod';
import { keyField } from '../../operations/index.ts';
import { FLAG_STATES } from '../model.ts';

export { settingsPatch } from './settings.ts';

/** What every change carries, as it came: change control checks it, so that refusals are audited. */
export interface Request {
  readonly flag: string;
  readonly reason?: unknown;
  /** The version that the caller looked at. */
  readonly version?: number | undefined;
  /** The exact key, typed, for critical features. */
  readonly confirm?: string | undefined;
}

const WHY = 'say why, in up to 500 characters';
export const reasonGiven = z.object({ reason: z.string(WHY).trim().min(1, WHY).max(500, WHY) });

const inFuture = (now: number) =>
  z
    .number('give Unix milliseconds')
    .refine((expiresAt) => expiresAt > now, 'lies in the past: give Unix milliseconds in the future');

export const overrideRequest = (now: number) =>
  z.strictObject({
    tenant: keyField,
    state: z.enum(FLAG_STATES, `give one of ${FLAG_STATES.join(', ')}`).nullable(),
    expiresAt: inFuture(now).nullable().default(null),
  });
