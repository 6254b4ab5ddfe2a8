import { cohortsOf } from '../../../lib/canary/index.ts';

/** How much longer than by itself an operation is made to take. */
export interface PlantedDelay {
  /** ms added to each call. */
  readonly ms: number;
  /** Share of the call's own time that is added: 0.3 makes it take 30 % longer. */
  readonly share: number;
}

const NONE: PlantedDelay = { ms: 0, share: 0 };
/** Timers fire up to this much late, ms: the last stretch of a wait is watched instead. */
const TIMER_SLACK_MS = 2;

/**
 * Reads `LOADGATE_SLOW_OPERATION=<operation>:<ms>|+<n>%[,…]`: the planted slowdown that shows that an objective can fail (`getProfile:300`) and
 * that two builds can be told apart (`swipe:+30%`). With `@<flag>:<percent>` behind it, it meets only the users whom that canary serves (`swipe:50@search:20`).
 * @throws Error for anything else, naming the faulty part
 */
export function plantedDelay(setting: string | undefined): (operation: string, uid: string | null) => PlantedDelay {
  const delays = new Map<string, PlantedDelay & { readonly concerns: (uid: string | null) => boolean }>();
  for (const part of (setting ?? '').split(',').filter((one) => one !== '')) {
    const match = /^([A-Za-z]+):(?:(\d{1,6}(?:\.\d{1,3})?)|\+(\d{1,4})%)(?:@([\w.-]+):(\d{1,2}))?$/.exec(part);
    if (!match)
      throw new Error(
        `LOADGATE_SLOW_OPERATION: "${part}" is not <operation>:<milliseconds> or <operation>:+<n>%, such as getProfile:300`,
      );
    const [, operation = '', ms = '0', percent = '0', flag, share = '0'] = match;
    const cohortOf = flag === undefined ? null : cohortsOf({ flag, percent: Number(share) });
    const concerns = (uid: string | null) => cohortOf === null || (uid !== null && cohortOf(uid) === 'canary');
    delays.set(operation, { ms: Number(ms), share: Number(percent) / 100, concerns });
  }
  return (operation, uid) => {
    const found = delays.get(operation);
    return found?.concerns(uid) ? { ms: found.ms, share: found.share } : NONE;
  };
}

/** Waits `ms` to within some µs, which timers cannot, without holding up other requests: the last stretch takes turns with them. */
export async function waitPrecisely(ms: number): Promise<void> {
  const until = performance.now() + ms;
  if (ms > TIMER_SLACK_MS) await new Promise((resolve) => setTimeout(resolve, ms - TIMER_SLACK_MS));
  while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
}
