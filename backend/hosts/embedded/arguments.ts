import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** How the embedded host is started. */
export interface HostArguments {
  /** SQLite file; in memory when absent, and gone with the process. */
  readonly db: string;
  /** Project id of the Cloud Firestore that holds the documents instead of a SQLite file; an emulator's where `FIRESTORE_EMULATOR_HOST` is set. */
  readonly firestore: string | undefined;
  /** Project id whose Auth emulator's ID tokens are taken. */
  readonly authEmulator: string | undefined;
  /** 0: any free port. */
  readonly port: number;
  readonly bind: string;
  readonly seedUsers: number;
  readonly seed: number;
  /** The `payments` part of the configuration, checked by the payments folder. */
  readonly payments: unknown;
  /** Absolute path of the folder of run folders that the console shows; it need not exist yet. */
  readonly results: string | undefined;
  /** Ends when whoever holds the other end of stdin is gone. */
  readonly exitWithStdin: boolean;
}

export const USAGE = `node backend/hosts/embedded/main.ts [--db <file> | --firestore <project>] [--port <n>] [--bind <address>]
  [--seed-users <n> --seed <n>] [--config '{"payments":{…}}'] [--auth-emulator <project>] [--results <folder>] [--exit-with-stdin]`;

const whole = (max: number) => z.coerce.number().int().min(0).max(max);
const project = z.string().regex(/^[a-z][a-z0-9-]{4,60}$/, 'a project id: small letters, digits and dashes');
const schema = z.strictObject({
  db: z.string().min(1).optional(),
  firestore: project.optional(),
  'auth-emulator': project.optional(),
  port: whole(65_535).default(0),
  bind: z.string().min(1).default('127.0.0.1'),
  'seed-users': whole(10_000_000).default(0),
  seed: whole(0xffff_ffff).default(1),
  config: z.string().default('{}'),
  results: z.string().min(1).optional(),
  'exit-with-stdin': z.boolean().default(false),
});
const configSchema = z.strictObject({ payments: z.unknown() });

/** @throws Error that names the argument and what it should be */
export function readArguments(args: readonly string[]): HostArguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{
        db: text,
        firestore: text,
        'auth-emulator': text,
        port: text,
        bind: text,
        'seed-users': text,
        seed: text,
        config: text,
        results: text,
      },
      'exit-with-stdin': { type: 'boolean' },
    },
  });
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`--${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { data } = parsed;
  if (data.db !== undefined && data.firestore !== undefined) throw new Error('--firestore: not together with --db');
  return {
    db: data.db ?? ':memory:',
    firestore: data.firestore,
    authEmulator: data['auth-emulator'],
    port: data.port,
    bind: data.bind,
    seedUsers: data['seed-users'],
    seed: data.seed,
    payments: readConfig('--config', data.config).payments,
    results: data.results === undefined ? undefined : resultsFolder(data.results),
    exitWithStdin: data['exit-with-stdin'],
  };
}

function resultsFolder(given: string): string {
  const path = resolve(given);
  // The first run makes it.
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Error(`--results: ${path} is no folder: name the one that holds the runs' folders`);
  }
  return path;
}

/** The backend's configuration as JSON. @throws Error that names the argument or variable that holds it, and the faulty key */
export function readConfig(name: string, text: string): Partial<z.infer<typeof configSchema>> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Error(`${name}: give a JSON object`);
  }
  const parsed = configSchema.partial().safeParse(raw);
  if (parsed.success) return { payments: parsed.data.payments };
  const [issue] = parsed.error.issues;
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  throw new Error(`${name}: ${key ? `${key}: ` : ''}${issue?.message}`);
}
