import { createInterface } from 'node:readline/promises';
import type { FlagActivity, FlagChanged, FlagView } from '../../lib/api/index.ts';
import { usageError } from '../errors.ts';
import { milliseconds } from '../terminal/format.ts';
import { type Access, type AccessOptions, resolveAccess } from './access.ts';
import { FlagsClient } from './client.ts';
import { state } from './print.ts';
import { measurePropagation, type Propagation, recordFlip } from './propagation.ts';

interface ChangeOptions extends AccessOptions {
  readonly json?: true;
  readonly reason?: string;
  readonly confirm?: string;
  /** Seconds. */
  readonly watch?: number;
}

export interface SetOptions extends ChangeOptions {
  readonly percentage?: number;
  readonly countries?: readonly string[];
  readonly platforms?: readonly string[];
  readonly tenants?: readonly string[];
  readonly environment?: string;
  readonly shadow?: string;
  readonly notes?: string;
}

const DEFAULT_WATCH_S = 3;

export const set = (key: string, wanted: string, why: string | undefined, options: SetOptions): Promise<void> =>
  change(key, { action: 'set', why }, options, (client, { version }, confirm, reason) => {
    const {
      percentage,
      countries,
      platforms,
      tenants: canaryTenants,
      environment: env,
      shadow: shadowExecution,
      notes,
    } = options;
    const settings = defined({ countries, platforms, canaryTenants, env, shadowExecution, notes });
    const body = { current_state: wanted, change_reason: reason, canary_percentage: percentage, version, settings };
    return client.change('PUT', key, '', defined({ ...body, confirm }));
  });

export const kill = (key: string, why: string | undefined, options: ChangeOptions): Promise<void> =>
  change(key, { action: 'kill', why }, options, (client, _, confirm, kill_reason) =>
    client.change('POST', key, '/kill', defined({ kill_reason, confirm })),
  );

export const rollback = (key: string, why: string | undefined, options: ChangeOptions): Promise<void> =>
  change(key, { action: 'rollback', why }, options, (client, { version }, confirm, rollback_reason) =>
    client.change('POST', key, '/rollback', defined({ rollback_reason, version, confirm })),
  );

export const override = (
  key: string,
  wanted: string,
  why: string | undefined,
  options: ChangeOptions & { tenant: string; expires?: number },
): Promise<void> => {
  const override_state = wanted === 'remove' ? null : wanted;
  const told = `${options.tenant} ${override_state ? `has it ${state(wanted)} now` : 'is like everybody else'}`;
  return change(key, { action: 'override', why, told }, options, (client, { version }, confirm, override_reason) => {
    const body = { override_state, override_reason, tenant_id: options.tenant, expires_at: options.expires };
    return client.change('PUT', key, '/override', defined({ ...body, version, confirm }));
  });
};

interface Intent {
  readonly action: string;
  readonly why: string | undefined;
  /** What to say when it is done; from which state to which where it is absent. */
  readonly told?: string;
}

type Send = (client: FlagsClient, flag: FlagView, confirm: string | undefined, reason: string) => Promise<FlagChanged>;

/** Looks, asks for what is missing, changes, and in a run measures and records what came of it. */
async function change(key: string, intent: Intent, options: ChangeOptions, send: Send): Promise<void> {
  const { action, why, told } = intent;
  const reason = options.reason ?? why;
  if (!reason?.trim())
    throw usageError('say why: a reason is part of every change', `loadgate flags ${action} ${key} … "reason"`);
  const access = resolveAccess(options, process.env);
  const client = new FlagsClient(access);
  const { flag: before, activity } = await client.get<{ flag: FlagView; activity?: FlagActivity }>(
    `/${encodeURIComponent(key)}`,
  );
  const confirm = options.confirm ?? (before.critical ? await askFor(key) : undefined);
  const changed = await send(client, before, confirm, reason);
  const watched =
    changed.changed && activity ? await watch(client, access, key, action, reason, changed, activity, options) : null;
  if (options.json)
    return console.log(JSON.stringify({ ...changed, ...(watched && { propagation: watched }) }, null, 2));
  const outcome = told ?? `${state(before.state)} → ${stateOf(changed.flag)}`;
  console.log(changed.changed ? `${key}: ${outcome} (version ${changed.flag.version})` : `${key} was so already.`);
  if (watched) console.log(sentence(watched, changed.flag.enabled));
}

async function watch(
  client: FlagsClient,
  access: Access,
  key: string,
  action: string,
  reason: string,
  changed: FlagChanged,
  activity: FlagActivity,
  { watch: seconds }: ChangeOptions,
): Promise<Propagation | null> {
  const measured = access.timeline ? recordFlip(access.timeline, key, action, changed, reason) : null;
  const watchMs = 1_000 * (seconds ?? (access.timeline ? DEFAULT_WATCH_S : 0));
  if (watchMs === 0) return null;
  const propagation = await measurePropagation(client, key, changed, activity, watchMs);
  measured?.(propagation);
  return propagation;
}

/** The second step of the confirmation, where somebody sits at a terminal; elsewhere the backend says what is missing. */
async function askFor(key: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(`${key} is critical. Type its exact key to confirm: `);
  } finally {
    terminal.close();
  }
}

const stateOf = (flag: FlagView): string =>
  `${state(flag.state)}${flag.state === 'canary' ? ` ${flag.rollout} %` : ''}`;

function sentence({ propagationMs, accepted, refused, watchedMs }: Propagation, isOn: boolean): string {
  const seen = `${accepted} accepted and ${refused} refused in ${milliseconds(watchedMs)}`;
  if (propagationMs === null) return `No call under it was seen to tell by (${seen}).`;
  return isOn
    ? `First call accepted ${milliseconds(propagationMs)} after the acknowledgement (${seen}).`
    : `Last call accepted ${milliseconds(propagationMs)} after the acknowledgement (${seen}).`;
}

/** JSON has no undefined; a setting that was not named is not sent. */
const defined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
