import type { TargetKind } from '../plan/index.ts';
import { CONFIG_FILE, ConfigError, type LoadgateConfig, type RemoteTarget } from './config.ts';
import { productionReason } from './production.ts';

/** Where the load goes. Without an address yet: the run itself starts it on free ports of 127.0.0.1. */
export type Target =
  | { readonly kind: 'embedded' | 'emulators'; readonly url: null }
  | {
      readonly kind: 'emulators' | 'staging';
      /** Base URL without a trailing slash. */
      readonly url: string;
      readonly host: string;
      readonly project?: string;
      /** Operations a second that its busiest collection has been warmed up to. */
      readonly warmOperationsPerSecond: number;
    };

/** A target that must not get load; nothing has been sent to it. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';
}

/** Variables that Google's libraries take their project from: load must not start where they point to production. */
const PROJECT_VARIABLES = ['GCLOUD_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'FIREBASE_PROJECT'];

/**
 * Decides, before the first request, where a run may send its load. Throws {@link TargetRefused} for production and for hosts that the
 * kind of target does not allow, {@link ConfigError} where the configuration does not name the target.
 *
 * @param env the process's environment; `LOADGATE_ENVIRONMENT` names the environment that this shell is set up for
 */
export function resolveTarget(
  kind: TargetKind,
  config: LoadgateConfig,
  env: Readonly<Record<string, string | undefined>>,
): Target {
  if (kind === 'embedded') return { kind, url: null };
  const remote = config.targets[kind];
  if (remote === undefined && kind === 'emulators') return { kind, url: null };
  if (remote === undefined)
    throw new ConfigError(`--target ${kind}: ${CONFIG_FILE} names no such target; add\n${EXAMPLE}`);
  const { hostname } = new URL(remote.url);
  refuseProduction(kind, remote, hostname, config, env);
  if (kind === 'emulators' && !isLoopback(hostname))
    throw new TargetRefused(
      `target emulators is refused: ${hostname} is not this machine. Emulators run on 127.0.0.1; for another host use --target staging with its URL under targets.staging in ${CONFIG_FILE}.`,
    );
  return {
    kind,
    url: remote.url.replace(/\/+$/, ''),
    host: hostname,
    warmOperationsPerSecond: remote.warmOperationsPerSecond ?? 0,
    ...(remote.project === undefined ? {} : { project: remote.project }),
  };
}

function refuseProduction(
  kind: TargetKind,
  remote: RemoteTarget,
  host: string,
  config: LoadgateConfig,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const refuse = (reason: string) => {
    throw new TargetRefused(
      `target ${kind} is refused: ${reason}. Load and faults never go to production; no request was sent. Name a staging system under targets.${kind} in ${CONFIG_FILE}.`,
    );
  };
  const reason = productionReason(
    { host, project: remote.project, environment: remote.environment },
    config.production,
  );
  if (reason !== null) refuse(reason);
  const shell = productionReason({ host, environment: env.LOADGATE_ENVIRONMENT }, config.production);
  if (shell !== null) refuse(`LOADGATE_ENVIRONMENT is "${env.LOADGATE_ENVIRONMENT}"`);
  for (const name of PROJECT_VARIABLES) {
    const project = env[name];
    if (project && productionReason({ host, project }, config.production) !== null)
      refuse(`${name} is "${project}", a production project`);
  }
}

/** 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

const EXAMPLE =
  '  { "targets": { "staging": { "url": "https://staging.example.com", "project": "example-staging" } } }';
