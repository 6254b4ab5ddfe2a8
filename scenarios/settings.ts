import { DEV_TOKEN_SECRET } from '../lib/auth/index.ts';
import { buildPlan, type ProfileName, type RunPlan } from '../lib/plan/index.ts';

/** What `-e NAME=value` (or the environment) says. */
export interface Settings {
  readonly baseUrl: string;
  readonly plan: RunPlan;
  readonly secret: string;
  /** App Check token of a target that asks for one. */
  readonly appCheck: string | null;
  /** Record every operation's outcome through the console (`--console-output`). */
  readonly history: boolean;
  /** Let k6 judge the objectives: by default where the run has no plan file, since then nobody else does. */
  readonly thresholds: boolean;
  /** Unix ms at which all generators begin; null: when k6 starts the scenario. */
  readonly startAt: number | null;
  /** The crowd's resolution: a step begins up to this much late, ms. */
  readonly tickMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;
/** Finer ticks cost CPU, coarser ones make salvos: `bench/crowd-shape.ts`. */
const TICK_MS = 10;
const LONGEST_TICK_MS = 1000;
/** Where `loadgate serve` listens. */
const LOCAL = 'http://127.0.0.1:8080';
const PROFILES: readonly string[] = ['smoke', 'quick', 'full'] satisfies ProfileName[];

/** Reads the settings; throws an Error that names the variable and what it takes. `planJson` is the content of the file that PLAN names. */
export function settingsFrom(env: Env, workload: string, planJson: string | null): Settings {
  const baseUrl = (env.BASE_URL ?? LOCAL).replace(/\/+$/, '');
  if (!/^https?:\/\/[^/]+/.test(baseUrl)) {
    throw new Error(`BASE_URL "${baseUrl}": set the address of the target, such as -e BASE_URL=http://127.0.0.1:8080`);
  }
  const plan = planJson === null ? planFromEnv(env, workload) : planFrom(planJson, workload);
  return {
    baseUrl,
    plan,
    secret: env.LOADGATE_TOKEN_SECRET ?? DEV_TOKEN_SECRET,
    appCheck: env.APP_CHECK_TOKEN || null,
    history: flag(env, 'HISTORY', false),
    thresholds: flag(env, 'THRESHOLDS', planJson === null),
    startAt: env.START_AT === undefined ? null : number(env, 'START_AT', 0),
    tickMs: tickFrom(env),
  };
}

function tickFrom(env: Env): number {
  const tick = number(env, 'TICK_MS', TICK_MS);
  if (Number.isInteger(tick) && tick >= 1 && tick <= LONGEST_TICK_MS) return tick;
  throw new Error(`TICK_MS "${env.TICK_MS}": use a whole number from 1 to ${LONGEST_TICK_MS}`);
}

/** The plan was validated when it was written; here it only has to be one, and this workload's. */
function planFrom(json: string, workload: string): RunPlan {
  const plan = JSON.parse(json) as RunPlan;
  if (plan.schemaVersion !== 1)
    throw new Error(`PLAN: schemaVersion ${plan.schemaVersion}: this scenario reads version 1`);
  if (plan.workload !== workload) {
    throw new Error(
      `PLAN: it is a plan of ${plan.workload}: run dist/scenarios/${plan.workload}.js instead of ${workload}.js`,
    );
  }
  return plan;
}

function planFromEnv(env: Env, workload: string): RunPlan {
  const profile = env.PROFILE ?? 'quick';
  if (!isProfile(profile)) throw new Error(`PROFILE "${profile}": use one of ${PROFILES.join(', ')}`);
  return buildPlan({
    workload,
    profile,
    scale: number(env, 'SCALE', 1),
    seed: number(env, 'SEED', 1),
    target: { kind: 'embedded' },
    runId: env.RUN_ID ?? 'k6',
    createdAt: new Date(0).toISOString(),
    ...(env.USERS_PER_VU === undefined ? {} : { usersPerVu: number(env, 'USERS_PER_VU', 1) }),
    ...(env.CONNECTION_PER_USER === undefined ? {} : { connectionPerUser: env.CONNECTION_PER_USER.split(',') }),
  });
}

const isProfile = (name: string): name is ProfileName => PROFILES.includes(name);

function number(env: Env, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Error(`${name} "${text}": use a number`);
  return value;
}

function flag(env: Env, name: string, otherwise: boolean): boolean {
  const text = env[name];
  if (text === undefined) return otherwise;
  if (text !== '0' && text !== '1') throw new Error(`${name} "${text}": use 1 or 0`);
  return text === '1';
}
