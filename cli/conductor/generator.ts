import { EXIT, RUN_EVENTS } from '../../lib/results/index.ts';
import { findK6 } from '../../scripts/setup/k6.mjs';
import { CliError } from '../errors.ts';
import { splitOutput } from './history-output.ts';
import { freePort, K6Api } from './k6-api.ts';
import { isLean, k6Command } from './k6-command.ts';
import { LiveSamples } from './live-samples.ts';
import { LoadClock } from './load-clock.ts';
import { countersOf, type LoadCounters } from './load-counters.ts';
import type { ProcessGroup, StartProcess } from './process-group.ts';
import { tail } from './ready-line.ts';
import type { RunFolder } from './run-folder.ts';
import type { Timeline } from './timeline.ts';

const INIT_MS = 120_000;
/** Exit codes with which k6 has run the whole load: all well, and thresholds crossed (judged from the samples here). */
const COMPLETE = [0, 99];
/** k6 was told over its API to stop. */
const STOPPED = 103;

export interface GeneratorSpec {
  /** Bundled scenario, one JavaScript file. */
  readonly script: string;
  readonly folder: RunFolder;
  readonly timeline: Timeline;
  /** What the scenario reads from `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  /** Have the scenario write down every operation of its users, into the folder's history. */
  readonly history: boolean;
  /** As planned, at the peak. */
  readonly requestsPerSecond: number;
  readonly vus: number;
  readonly start: StartProcess;
}

/** The k6 that drives a run. It is started paused, so that the moment of the first user is known and waits for everything else. */
export class Generator {
  readonly counters: LoadCounters;
  readonly process: ProcessGroup;
  readonly #api: K6Api;
  readonly #timeline: Timeline;
  #isStopped = false;
  /** Settles when the history is on disk. */
  readonly #recorded: Promise<void>;

  private constructor(
    api: K6Api,
    counters: LoadCounters,
    process: ProcessGroup,
    timeline: Timeline,
    recorded: Promise<void>,
  ) {
    this.#api = api;
    this.counters = counters;
    this.process = process;
    this.#timeline = timeline;
    this.#recorded = recorded;
  }

  static async start(spec: GeneratorSpec): Promise<Generator> {
    const k6 = findK6();
    if (!k6) throw new CliError(EXIT.missing, 'k6 v2 is missing', 'node scripts/setup.mjs');
    const api = new K6Api(await freePort());
    const { script, folder, timeline, history, start } = spec;
    const samples = folder.file('samples');
    const lean = isLean(spec.requestsPerSecond);
    const { args, env } = k6Command({ script, address: api.address, samples, isLean: lean, vus: spec.vus });
    args.push('--paused');
    if (history) args.push('--log-output', 'stdout');
    const process = await start({
      name: 'k6',
      command: k6.path,
      args,
      env: { ...env, ...spec.env, ...(history && { HISTORY: '1' }) },
      logFile: folder.file('k6Log'),
      readStdout: history,
    });
    const { stdout } = process.child;
    const recorded =
      history && stdout ? splitOutput(stdout, folder.file('history'), folder.file('k6Log')) : Promise.resolve();
    // Whoever waits for the end of the load hears of it.
    recorded.catch(() => {});
    const counters = lean ? new LiveSamples(samples) : countersOf(api);
    return new Generator(api, counters, process, timeline, recorded);
  }

  /** Waits until all VUs are initialised. */
  async ready(signal: AbortSignal): Promise<void> {
    const died = this.process.ended.then(({ code }) => {
      throw new CliError(
        EXIT.internal,
        `k6 ended with code ${code} before the load began:\n${tail(this.process.logFile)}`,
      );
    });
    died.catch(() => {});
    await Promise.race([this.#api.untilPaused(AbortSignal.any([signal, AbortSignal.timeout(INIT_MS)])), died]);
  }

  /** Starts the load: this moment is the zero of every time in the plan. */
  async go(): Promise<LoadClock> {
    const clock = new LoadClock(Date.now());
    this.#timeline.add('run', RUN_EVENTS.loadStarted, undefined, clock.startedAt);
    await this.#api.resume();
    return clock;
  }

  /** Ends the load early, in order. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#api.stop();
  }

  /** Waits for the end of the load. Throws where k6 itself failed (a script error, not a slow system). */
  async finished(): Promise<void> {
    const { code, signal } = await this.process.ended;
    this.#timeline.add('run', RUN_EVENTS.loadEnded);
    this.#timeline.add('run', RUN_EVENTS.generatorExited, { code, ...(signal && { signal }) });
    await this.#recorded;
    if (this.#isStopped && code === STOPPED) return;
    if (code === null || !COMPLETE.includes(code))
      throw new CliError(EXIT.internal, `k6 ended with ${signal ?? `code ${code}`}:\n${tail(this.process.logFile)}`);
  }
}
