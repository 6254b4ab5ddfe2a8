import { z } from 'zod';
import { type ErrorCode, HTTP_STATUS, OperationError } from '../../../lib/wire/index.ts';
import { defineAdminOperation, type Module } from '../../operations/index.ts';

/** Every code that an operation can fail with. */
export const ERROR_CODES = Object.keys(HTTP_STATUS).filter((code): code is ErrorCode => code !== 'ok');

const base = { summary: 'For the contract of hosts', feature: 'contract', flag: null } as const;

const raise = defineAdminOperation({
  ...base,
  name: 'raise',
  access: 'public',
  input: z.strictObject({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
  handler: async (_ctx, { code, message, details }) => {
    throw new OperationError(code, message, details);
  },
});

const crash = defineAdminOperation({
  ...base,
  name: 'crash',
  access: 'public',
  input: z.unknown(),
  handler: async () => {
    throw new Error('a secret of the inside');
  },
});

const echo = defineAdminOperation({
  ...base,
  name: 'echo',
  access: 'public',
  input: z.unknown(),
  handler: async (_ctx, input) => input,
});

const whoAmI = defineAdminOperation({
  ...base,
  name: 'whoAmI',
  access: 'user',
  input: z.strictObject({}),
  handler: async ({ caller }) => caller,
});

/** Operations that show how a host carries values, callers and errors; served beside the standard modules. */
export const contractModule: Module = { name: 'contract', operations: [raise, crash, echo, whoAmI] };
