/** Runs one VU's part of a journey's crowd inside k6: the clock, the timer and the metrics of the pure `crowd/`. */
import exec from 'k6/execution';
import type { PlannedGroup, RunPlan } from '../lib/plan/index.ts';
import { hash32 } from '../lib/random/index.ts';
import { droppedIterations, HistoryWriter, makeClient, scheduleLag, usersActive } from './client/index.ts';
import { chanceSeedOf, crowdOf, type Journey, type TestData, vanishingIn, type World } from './crowd/index.ts';
import type { Settings } from './settings.ts';

/** One turn of the wheel is about 20 s at the usual tick, longer than most think times. */
const SLOTS = 2048;
/** The longest a VU sleeps, so that it follows the planned level closely; while a step runs, only a tick, since what it ends with may be due at once. */
const LONGEST_SLEEP_MS = 50;
/** What is open at the end of the load has this long to finish and to be closed. */
export const GRACE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Crowds of up to this many users keep their tokens, about 0.4 KB each. */
const MOST_KEPT_TOKENS = 20_000;
const TOKEN_LIFE_S = 6 * 3600;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Returns when the plan is over and every user of this VU has left. */
export async function driveCrowd(
  journey: Journey,
  settings: Settings,
  data: TestData,
  idTokens: readonly string[] | null,
): Promise<void> {
  const { plan, tickMs } = settings;
  const group = plan.groups.find((it) => it.journey === exec.scenario.name);
  if (!group) throw new Error(`the plan has no group "${exec.scenario.name}"`);
  const vu = exec.scenario.iterationInTest;
  const origin = Math.max(settings.startAt ?? 0, exec.scenario.startTime);
  const nowMs = () => Date.now() - origin;
  const keyspace = keyspaceOf(settings, journey.name);
  const history = settings.history ? new HistoryWriter(`${keyspace}~${vu}`, (lines) => console.log(lines)) : null;
  const issuedAt = Math.floor(origin / 1000) - 60;
  const vanishing = vanishingIn(plan);
  const world: World = {
    chanceSeed: chanceSeedOf(plan.seed, journey.name),
    keyspace,
    accounts: plan.accounts,
    firstUser: group.firstUser,
    firstPartner: group.firstPartner,
    thinkMs: group.pace.thinkMs,
    sessionMs: group.pace.sessionMs ?? [0, 0],
    data,
    originMs: origin,
    nowMs,
    ...(vanishing && { vanishing }),
  };
  const client = makeClient({
    baseUrl: settings.baseUrl,
    seed: plan.seed,
    secret: settings.secret,
    idTokens,
    appCheck: settings.appCheck,
    issuedAt,
    expiresAt: issuedAt + TOKEN_LIFE_S,
    keepTokens: group.userCount <= MOST_KEPT_TOKENS,
    timeoutMs: REQUEST_TIMEOUT_MS,
    history,
    canary: settings.plan.canary ?? null,
    thresholds: settings.thresholds,
  });
  const crowd = crowdOf(
    journey,
    { group, vu, tickMs, phaseMs: phaseOf(plan, group, vu, tickMs), slots: SLOTS },
    world,
    {
      send: client.send,
      lag: (ms) => scheduleLag.add(ms),
      dropped: () => droppedIterations.add(1),
    },
  );

  let second = halfSecond();
  const endMs = plan.durationMs + GRACE_MS - 2000;
  while (nowMs() < 0) await sleep(Math.min(-nowMs(), 1000));
  while (!crowd.finished() && nowMs() < endMs) {
    crowd.tick(nowMs());
    if (halfSecond() !== second) {
      second = halfSecond();
      usersActive.add(crowd.active());
      client.flush();
      history?.flush();
    }
    const longest = crowd.inFlight() > 0 ? tickMs : LONGEST_SLEEP_MS;
    await sleep(Math.max(1, crowd.idleFor(nowMs(), longest)));
  }
  usersActive.add(crowd.active());
  client.flush();
  history?.close();
}

/** The ticks of all VUs, spread over a tick: the same in every run of a plan, whichever VUs k6 gives a scenario, since who acts just behind whom shows in the latencies. */
function phaseOf({ groups }: RunPlan, own: PlannedGroup, vu: number, tickMs: number): number {
  const vusOf = (some: readonly PlannedGroup[]) => some.reduce((sum, group) => sum + group.vus, 0);
  const place = vusOf(groups.slice(0, groups.indexOf(own))) + vu;
  return Math.floor((place * tickMs) / vusOf(groups)) % tickMs;
}

/** Changes half-way through each second of the wall clock. */
const halfSecond = () => Math.round(Date.now() / 1000);

/**
 * Keys follow from seed, journey, user and step, so that a run can be repeated to the letter. A target that outlives the run would take a second run with
 * the same seed for a repetition; there the run's id joins in.
 */
function keyspaceOf({ plan }: Settings, journey: string): string {
  const lasting = plan.target.kind === 'embedded' ? '' : plan.runId;
  return `${journey}.${hash32(lasting, plan.seed).toString(36)}`;
}
