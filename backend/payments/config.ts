import { z } from 'zod';

const DEFAULT_TIMEOUT_MS = 5_000;
const url = z
  .url({ protocol: /^https?$/, error: 'give an http or https address' })
  .transform((text) => text.replace(/\/$/, ''));
const timeoutMs = z.int().min(100).max(30_000).default(DEFAULT_TIMEOUT_MS);
const secret = (name: string) => z.string({ error: `set it, or the environment variable ${name}` }).min(1);

const stripe = z.strictObject({
  secretKey: secret('STRIPE_SECRET_KEY'),
  webhookSecret: secret('STRIPE_WEBHOOK_SECRET'),
  apiUrl: url.default('https://api.stripe.com'),
  /** Confirms each intent at once with this payment method (`pm_card_visa`): test mode and the simulator only. */
  testPaymentMethod: z.string().optional(),
  timeoutMs,
});

const apple = z.strictObject({
  bundleId: z.string().min(1),
  /** Needed in production. */
  appAppleId: z.int().optional(),
  environment: z.enum(['Sandbox', 'Production']),
  issuerId: z.string().min(1),
  keyId: z.string().min(1),
  /** The App Store Connect key (.p8), as PEM. */
  privateKey: secret('APPLE_PRIVATE_KEY'),
  /** Base64 of the DER certificates that signed data must lead back to: Apple Root CA - G3 in production. */
  rootCertificates: z.array(z.base64()).min(1),
  /** Asks Apple whether the certificates were revoked. */
  onlineChecks: z.boolean().default(true),
  /** Absent: Apple's own, by `environment`. */
  apiUrl: url.optional(),
  deviceUrl: url.optional(),
  timeoutMs,
});

const google = z.strictObject({
  packageName: z.string().min(1),
  serviceAccount: z.strictObject({ email: z.string().min(1), privateKey: secret('GOOGLE_PRIVATE_KEY') }),
  /** What the Pub/Sub subscription puts into its tokens: audience and service account. */
  pushAudience: z.string().min(1),
  pushEmail: z.string().min(1),
  apiUrl: url.default('https://androidpublisher.googleapis.com'),
  tokenUrl: url.default('https://oauth2.googleapis.com/token'),
  certsUrl: url.default('https://www.googleapis.com/oauth2/v3/certs'),
  deviceUrl: url.optional(),
  timeoutMs,
});

export const paymentsConfig = z.strictObject({
  stripe: stripe.optional(),
  apple: apple.optional(),
  google: google.optional(),
});
/** What is written in a configuration file: defaults may be left out. */
export type PaymentsConfigInput = z.input<typeof paymentsConfig>;
export type PaymentsConfig = z.infer<typeof paymentsConfig>;
export type StripeConfig = z.infer<typeof stripe>;
export type AppleConfig = z.infer<typeof apple>;
export type GoogleConfig = z.infer<typeof google>;

/** Where each secret may come from instead of the configuration, so that none has to be on a command line. */
const SECRETS: readonly (readonly [path: readonly string[], variable: string])[] = [
  [['stripe', 'secretKey'], 'STRIPE_SECRET_KEY'],
  [['stripe', 'webhookSecret'], 'STRIPE_WEBHOOK_SECRET'],
  [['apple', 'privateKey'], 'APPLE_PRIVATE_KEY'],
  [['google', 'serviceAccount', 'privateKey'], 'GOOGLE_PRIVATE_KEY'],
];

/**
 * Reads the `payments` part of the backend's configuration, its secrets also from the environment.
 * @throws Error naming the first faulty field; never its value
 */
export function readPaymentsConfig(
  raw: unknown,
  env: Readonly<Record<string, string | undefined>> = {},
): PaymentsConfig {
  const filled = structuredClone(raw);
  for (const [path, variable] of SECRETS) fill(filled, path, env[variable]);
  const parsed = paymentsConfig.safeParse(filled);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const field = ['payments', ...(issue?.path ?? []), ...unknown].join('.');
  throw new Error(`${field}: ${issue?.message ?? 'is not valid'}`);
}

function fill(target: unknown, path: readonly string[], value: string | undefined): void {
  const [key, ...rest] = path;
  if (value === undefined || key === undefined || typeof target !== 'object' || target === null) return;
  const fields = target as Record<string, unknown>;
  if (rest.length > 0) fill(fields[key], rest, value);
  else fields[key] ??= value;
}
