/** What a workload's entry point is made of: k6's options from the plan, the check of the target, and the function that every VU runs. */
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';
import type { WorkloadName } from '../lib/workloads/index.ts';
import type { Journey, TestData } from './crowd/index.ts';
import { driveCrowd, GRACE_MS } from './crowd.ts';
import { type Settings, settingsFrom } from './settings.ts';
import { thresholdsOf } from './thresholds.ts';

interface Entry {
  readonly options: Options;
  setup(): void;
  crowd(): Promise<void>;
}

/** Makes the entry point of a workload from its journeys, by name. Call it at the top of the file: k6 opens files there only. */
export function entryOf(workload: WorkloadName, journeys: readonly Journey[]): Entry {
  const settings = settingsFrom(__ENV, workload, __ENV.PLAN ? open(__ENV.PLAN) : null);
  const data = testData();
  const idTokens = signedIn(__ENV.ID_TOKENS);
  const missing = settings.plan.groups.find((group) => !journeys.some((journey) => journey.name === group.journey));
  if (missing) throw new Error(`the plan of ${workload} has a journey "${missing.journey}" that this scenario has not`);
  // No http_req_failed: k6 knows only statuses, and would count refusals by design. The types do not know that null is allowed.
  http.setResponseCallback(null as never);
  return {
    options: optionsOf(settings),
    setup: () => requireTarget(settings.baseUrl),
    crowd() {
      const journey = journeys.find((it) => it.name === exec.scenario.name);
      if (!journey) throw new Error(`no journey "${exec.scenario.name}"`);
      return driveCrowd(journey, settings, data, idTokens);
    },
  };
}

function optionsOf({ plan, thresholds }: Settings): Options {
  return {
    scenarios: Object.fromEntries(
      plan.groups.map((group) => [
        group.journey,
        {
          executor: 'per-vu-iterations',
          exec: 'crowd',
          vus: group.vus,
          iterations: 1,
          maxDuration: `${plan.durationMs + GRACE_MS}ms`,
          gracefulStop: '5s',
        },
      ]),
    ),
    systemTags: ['scenario', 'status', 'name', 'error_code'],
    summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max', 'count'],
    thresholds: thresholds ? thresholdsOf(plan.slos) : {},
    // These bound the connections that a VU keeps open between requests: enough for all of its users at once.
    batch: 1000,
    batchPerHost: 1000,
    maxRedirects: 0,
    setupTimeout: '30s',
    userAgent: 'loadgate',
  };
}

/** Pre-generated once by scripts/scenario-data.ts; one copy is shared by all VUs. */
function testData(): TestData {
  const list = (name: keyof TestData) =>
    new SharedArray<string>(name, () => (JSON.parse(open('./data.json')) as TestData)[name] as string[]);
  return { messages: list('messages'), searchTerms: list('searchTerms'), eventTypes: list('eventTypes') };
}

/** The ID tokens of users that have signed in before the run: a JSON array in the file that ID_TOKENS names. */
function signedIn(file: string | undefined): readonly string[] | null {
  if (!file) return null;
  return new SharedArray<string>('ID tokens', () => JSON.parse(open(file)) as string[]);
}

function requireTarget(baseUrl: string): void {
  const { status, error } = http.get(`${baseUrl}/healthz`, { tags: { name: 'healthz' }, timeout: '10s' });
  if (status === 0 || status >= 500) {
    const what = status === 0 ? error || 'no answer' : `HTTP ${status}`;
    exec.test.abort(
      `${baseUrl} is not ready (${what}): start it with "loadgate serve", or set BASE_URL to a target that answers`,
    );
  }
}
