import { z } from 'zod';

const share = z.number().min(0, 'give a share from 0 to 1').max(1, 'give a share from 0 to 1');
const port = z.int().min(0).max(65_535).default(0);

export const providersConfig = z.strictObject({
  /** Decides what customers do and where faults strike: the same seed and purchases give the same run. */
  seed: z.int().default(1),
  host: z.string().default('127.0.0.1'),
  /** Of the control address; 0: any free one. */
  port,
  ports: z.strictObject({ stripe: port, apple: port, google: port }).prefault({}),
  /** The backend's address; may be given later (`PUT /target`): until then events wait. */
  target: z.url().optional(),
  customers: z
    .strictObject({
      /** How long a customer takes: from `settleAfterMs` to `settleAfterMs + jitterMs`. */
      settleAfterMs: z.int().min(0).default(300),
      jitterMs: z.int().min(0).default(400),
      declined: share.default(0.02),
      declinedThenPays: share.default(0.02),
      abandons: share.default(0.01),
    })
    .prefault({}),
  /** Waits between the attempts to deliver one event. The real ones go on for hours and days. */
  redeliverAfterMs: z.array(z.int().min(0)).default([500, 2_000, 5_000, 15_000, 60_000, 300_000]),
});

export type ProvidersConfig = z.infer<typeof providersConfig>;
export type ProvidersConfigInput = z.input<typeof providersConfig>;

/** @throws Error naming the first faulty field */
export function readProvidersConfig(raw: unknown): ProvidersConfig {
  const parsed = providersConfig.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const field = ['providers', ...(issue?.path ?? []), ...unknown].join('.');
  throw new Error(`${field}: ${issue?.message ?? 'is not valid'}`);
}
