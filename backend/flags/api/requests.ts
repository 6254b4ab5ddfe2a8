/** What clients send; values are checked by change control, so that a refused one is audited with its own error. */
import { z } from 'zod';

const change = {
  reason: z.string(),
  version: z.int().min(0).optional(),
  confirm: z.string().optional(),
};

export const updateInput = z.strictObject({ ...change, key: z.string(), updates: z.record(z.string(), z.unknown()) });
export const toggleInput = z.strictObject({ ...change, key: z.string(), enabled: z.boolean() });
export const actInput = z.strictObject({ ...change, key: z.string() });
export const overrideInput = z.strictObject({
  ...change,
  key: z.string(),
  tenant: z.string(),
  state: z.string().nullable(),
  expiresAt: z.number().nullable().optional(),
});

/** REST bodies, in the words of the thorbis document. */
const rest = { version: z.int().min(0).optional(), confirm: z.string().optional() };

export const putBody = z.strictObject({
  ...rest,
  change_reason: z.string(),
  current_state: z.string().optional(),
  canary_percentage: z.number().optional(),
  /** Any other setting of the flag, under its name in the flag's view. */
  settings: z.record(z.string(), z.unknown()).optional(),
});
export const overrideBody = z.strictObject({
  ...rest,
  override_reason: z.string(),
  override_state: z.string().nullable(),
  /** The caller's own tenant when absent. */
  tenant_id: z.string().optional(),
  expires_at: z.number().nullable().optional(),
});
export const killBody = z.strictObject({ ...rest, kill_reason: z.string() });
export const rollbackBody = z.strictObject({ ...rest, rollback_reason: z.string() });
export const deleteBody = z.strictObject({ ...rest, delete_reason: z.string() });
