import { z } from 'zod';

/** The file's name, looked for in the working directory. */
export const CONFIG_FILE = 'loadgate.config.json';

/** A configuration that cannot be used; the message names the file, the place in it and the fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const pattern = z
  .string()
  .min(1)
  .regex(/^[a-z0-9*.:-]+$/i, 'letters, digits, ".", "-", ":" and "*" (which stands for any characters)');

const remote = z.strictObject({
  /** Base URL; operations are at `<url>/<operation>`. */
  url: z.url({ protocol: /^https?$/, error: 'a URL that starts with http:// or https://' }),
  /** Firebase or Google Cloud project id. */
  project: z.string().min(1).optional(),
  /** The environment's name, such as `staging`. */
  environment: z.string().min(1).optional(),
  /** Operations a second that its busiest collection has been warmed up to, where it has carried load lately. */
  warmOperationsPerSecond: z.number().min(0).optional(),
});

const schema = z.strictObject({
  $schema: z.string().optional(),
  targets: z.strictObject({ emulators: remote.optional(), staging: remote.optional() }).default({}),
  /** What must never get load. `*` in a project or host stands for any characters. */
  production: z
    .strictObject({
      projects: z.array(pattern).default([]),
      hosts: z.array(pattern).default([]),
      environments: z.array(z.string().min(1)).default([]),
    })
    .default({ projects: [], hosts: [], environments: [] }),
});

export type LoadgateConfig = z.infer<typeof schema>;
export type RemoteTarget = z.infer<typeof remote>;

export const EMPTY_CONFIG: LoadgateConfig = schema.parse({});

/** Reads `loadgate.config.json`; `file` is only for messages. Throws {@link ConfigError}. */
export function parseConfig(text: string, file = CONFIG_FILE): LoadgateConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${file}: not JSON (${(error as Error).message})`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.') || 'top level'}: ${issue.message}`);
  throw new ConfigError(`${file}: not a valid configuration\n${lines.join('\n')}\nSee docs/targets.md for every key.`);
}
