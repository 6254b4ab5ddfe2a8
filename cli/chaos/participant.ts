import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckedExperiment } from '../../chaos/experiments/index.ts';
import { addChecks, readChecks } from '../conductor/checks.ts';
import type { Participant, RunContext } from '../conductor/hooks.ts';
import type { LoadClock } from '../conductor/load-clock.ts';
import { type CarriedFault, carryOut } from './carry-out.ts';
import { checksOf } from './checks.ts';
import { faultContexts, missingFor } from './context.ts';
import { Journal } from './journal.ts';
import { DEFAULT_STEADY_STATE, measureSteadyState, measuringMs, type SteadyState } from './steady-state.ts';
import { DEFAULT_ABORT_CONDITIONS, watchAbort } from './watch-abort.ts';
import { DetectionWatch } from './watch-detection.ts';

/** Between a measurement of the steady state and the fault that comes after it. */
const MARGIN_MS = 200;
const LOOK_AGAIN_MS = 250;

/** Carries out an experiment while the load runs: every fault at its time, and put back whatever happens. */
export function experimentParticipant(checked: CheckedExperiment, say: (text: string) => void): Participant {
  const { experiment } = checked;
  const probes = experiment.steadyState ?? DEFAULT_STEADY_STATE;
  let faults: readonly CarriedFault[] = [];
  let detection: DetectionWatch | null = null;
  let before: SteadyState | null = null;
  let after: SteadyState | null = null;
  let aborted: string | null = null;

  const measure = async (run: RunContext, when: 'before' | 'after', mostMs: number, signal: AbortSignal) => {
    const [first] = faults;
    if (!first) return null;
    const state = await measureSteadyState(run, first.ctx, probes, mostMs, signal);
    run.timeline.add('probe', 'steady-state', { when, ...state });
    return state;
  };

  /** Before the first fault: a system that is not well is not broken further. */
  const mayBegin = async (run: RunContext, clock: LoadClock, signal: AbortSignal): Promise<boolean> => {
    const firstMs = Math.min(...run.plan.faults.map(({ applyMs }) => applyMs));
    await clock.until(firstMs - measuringMs(probes) - MARGIN_MS, signal);
    before = await measure(run, 'before', measuringMs(probes), signal);
    return before?.ok === true;
  };

  /** After the last fault: again and again until it is well, or the load is over. */
  const untilWell = async (run: RunContext, clock: LoadClock, signal: AbortSignal): Promise<void> => {
    for (;;) {
      const leftMs = run.plan.durationMs - clock.elapsed();
      after = (await measure(run, 'after', Math.max(500, leftMs / 2), signal)) ?? after;
      if (after?.ok === true || signal.aborted) return;
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
    }
  };

  return {
    name: `experiment ${checked.name}`,

    async beforeLoad(run) {
      const contextOf = faultContexts(run);
      faults = run.plan.faults.flatMap((planned) => {
        const fault = checked.faults.get(planned.name);
        if (!fault) return [];
        const problem = missingFor(fault, run);
        return [{ planned, fault, ctx: contextOf(planned), appliedAt: null, revertedAt: null, problem, stuck: null }];
      });
      detection = new DetectionWatch(faults, run.timeline);
      await detection.look();
    },

    async duringLoad(run, clock, signal) {
      const giveUp = new AbortController();
      const stop = AbortSignal.any([signal, giveUp.signal]);
      const over = new AbortController();
      const watched = AbortSignal.any([stop, over.signal]);
      const journal = new Journal(run.folder.file('chaosJournal'));
      const carrier = { clock, timeline: run.timeline, journal, say };
      const abort = (reason: string) => {
        aborted ??= reason;
        say(`Aborting the experiment: ${reason}`);
        giveUp.abort(new Error(reason));
      };
      if (!(await mayBegin(run, clock, signal))) abort('the steady state does not hold before the first fault');
      const conditions = experiment.abortWhen ?? DEFAULT_ABORT_CONDITIONS;
      const touches = (name: string) => experiment.faults.find((it) => it.name === name)?.touches ?? [];
      const watching = Promise.all([
        watchAbort({ conditions, faults, touches, url: run.url }, watched).then((reason) => {
          if (reason !== null) abort(reason);
        }),
        detection?.watch(watched),
      ]);
      await Promise.all(faults.map((it) => carryOut(it, carrier, stop)));
      try {
        if (!stop.aborted) await untilWell(run, clock, stop);
      } catch (error) {
        if (!stop.aborted) throw error;
      } finally {
        over.abort();
        await watching;
      }
      if (aborted !== null && !signal.aborted) await run.generator.stop();
    },

    // Alerts come with the watchdog's next check, which may be after the load.
    settle: async () => detection?.look(),

    // The last of all: by now the invariants have been judged.
    async collect({ folder }) {
      const { invariants: required = [] } = experiment;
      const judged = readChecks(folder).map(({ id }) => id.replace(/^invariant\./, ''));
      addChecks(folder, checksOf({ before, after, faults, aborted, required, judged }));
    },
  };
}
