import { plannedRequestRate, type RunPlan } from '../../lib/plan/index.ts';
import { RUN_EVENTS } from '../../lib/results/index.ts';
import { demandsOf } from '../chaos/demands.ts';
import { CliError } from '../errors.ts';
import { Operator } from '../operator/index.ts';
import { duration } from '../terminal/format.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { causeOf } from './cause-of.ts';
import { Generator } from './generator.ts';
import type { Participant, RunContext } from './hooks.ts';
import { checkIdTokens } from './id-tokens.ts';
import type { LoadClock } from './load-clock.ts';
import { openTarget } from './open-target.ts';
import { ProcessGroup, type StartProcess } from './process-group.ts';
import { progress } from './progress.ts';
import { Reaper } from './reaper.ts';
import { type Access, remoteAccess } from './remote-access.ts';
import { type RunRequest, recordsHistory } from './request.ts';
import { grantAccess } from './run-access.ts';
import type { RunFolder } from './run-folder.ts';
import { Timeline } from './timeline.ts';
import { thisRunsVersions } from './versions.ts';

/** Beyond the planned load: start-up, ramp-down, settling, reading the final state, and the time that is let pass for retries. */
const TOKEN_RESERVE_MS = 90 * 60_000;
/** What of that passes on the clock on the wall, at a target that runs already. */
const AFTERWARDS_MS = 10 * 60_000;

export interface Conducted {
  readonly request: RunRequest;
  readonly plan: RunPlan;
  readonly folder: RunFolder;
  /** Bundled scenario for stock k6. */
  readonly script: string;
  readonly participants: readonly Participant[];
  readonly status: StatusLine;
  /** Aborts when somebody wants the run to stop. */
  readonly signal: AbortSignal;
}

/**
 * Drives one planned run: starts the target, lets the load go, and collects. Resolves when everything that it started has ended and the run's folder holds all
 * that judges need; whatever happens, nothing stays running and nothing stays broken. Rejects with the signal's reason when it was stopped.
 */
export async function conduct(run: Conducted): Promise<void> {
  const { request, plan, folder, status, signal } = run;
  folder.writeJson('plan', plan);
  folder.writeJson('versions', thisRunsVersions());
  const timeline = new Timeline(folder.file('timeline'));
  await using cleanUp = new AsyncDisposableStack();
  const reaper = cleanUp.adopt(new Reaper(), (it) => it.close());
  const start: StartProcess = async (spec) => cleanUp.use(await ProcessGroup.start(spec, reaper));
  try {
    const { target } = request;
    status.update(`Starting the ${target.kind} target …`);
    const demands = demandsOf(request.experiment);
    const opened = await openTarget(target, { plan, folder, demands, start, cleanUp, signal });
    const { backend = null, providers = null, network = null } = opened ?? {};
    cleanUp.defer(() => backend?.dismiss());
    const access = opened?.access ?? remoteAccess(target, process.env);
    const { url, secret, idTokens, appCheck } = access;
    signal.throwIfAborted();
    const operator = new Operator(url, access.operator, appCheck);
    if (opened === null) await introduce(operator, access, run);
    cleanUp.use(grantAccess(folder, url, access.operator, plan.durationMs + TOKEN_RESERVE_MS));
    const generator = await Generator.start({
      script: run.script,
      folder,
      timeline,
      env: {
        BASE_URL: (await network?.through('generator-backend', url)) ?? url,
        PLAN: folder.file('plan'),
        ...(secret !== null && { LOADGATE_TOKEN_SECRET: secret }),
        ...(idTokens !== null && { ID_TOKENS: idTokens }),
        ...(appCheck !== null && { APP_CHECK_TOKEN: appCheck }),
      },
      history: recordsHistory(request, plan),
      requestsPerSecond: plannedRequestRate(plan),
      vus: plan.groups.reduce((sum, group) => sum + group.vus, 0),
      start,
    });
    const billedBefore: RunContext['billedBefore'] = [];
    const parts = { url, operator, backend, providers, network, generator };
    const context: RunContext = { plan, folder, timeline, ...parts, billedBefore, start };
    await Promise.all([generator.ready(signal), atOnce(run, (it) => it.beforeLoad?.(context))]);
    signal.throwIfAborted();
    status.say(
      `Load begins: ${plan.workload} ${plan.profile}, scale ${plan.scale}, ${duration(plan.durationMs)}, to ${url}`,
    );
    const clock = await generator.go();
    await load(run, context, generator, clock);
    status.update('Settling …');
    await atOnce(run, (it) => it.settle?.(context, signal));
    status.update('Collecting …');
    for (const it of run.participants) await it.collect?.(context);
  } catch (error) {
    if (signal.aborted) timeline.add('run', RUN_EVENTS.interrupted, { by: String((signal.reason as Error).message) });
    throw error;
  } finally {
    status.clear();
  }
}

/** What operator and users cannot do at a target that runs already is found out before the load, not in it or after it. */
async function introduce(operator: Operator, access: Access, { request, plan }: Conducted): Promise<void> {
  const needs = recordsHistory(request, plan) ? 'superAdmin' : 'admin';
  const { project } = plan.target;
  if (access.idTokens !== null) checkIdTokens(access.idTokens, plan);
  await access.operator.check({ needs, lastsMs: plan.durationMs + AFTERWARDS_MS, project });
  await operator.introduce();
}

/** Runs the load beside the participants. They are told when it ends, whichever way, and are waited for, so that each can put things back. */
async function load(run: Conducted, context: RunContext, generator: Generator, clock: LoadClock): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  const participants = [...run.participants, progress(generator.counters, run.status)];
  const taking = participants.map(async (it) => {
    try {
      await it.duringLoad?.(context, clock, signal);
    } catch (error) {
      // What a person can act on is told as it is.
      if (error instanceof CliError) throw error;
      if (!isStop(error, signal))
        throw new Error(`${it.name} failed during the load: ${(error as Error).message}`, { cause: error });
    }
  });
  const failed = Promise.all(taking).then(() => new Promise<never>(() => {}));
  const backendDied = context.backend?.diedUnasked ?? new Promise<never>(() => {});
  try {
    await Promise.race([generator.finished(), failed, backendDied, aborted(run.signal)]);
  } catch (error) {
    throw run.signal.aborted ? error : await causeOf(error, backendDied);
  } finally {
    over.abort(new Error('the load is over'));
    await Promise.allSettled(taking);
  }
}

/** A stop that was asked for: the signal's own reason, or the AbortError that waits of Node wrap it in. */
const isStop = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && (error === signal.reason || (error as Error).name === 'AbortError');

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const atOnce = async (run: Conducted, act: (it: Participant) => Promise<void> | undefined): Promise<void> => {
  await Promise.all(run.participants.map(act));
};
