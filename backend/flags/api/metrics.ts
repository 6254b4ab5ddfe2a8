import type { MetricFamily, SystemContext } from '../../operations/index.ts';
import type { Query } from '../../ports/index.ts';
import type { FlagControl } from '../change/control.ts';
import { isServing } from '../defaults.ts';
import type { FeatureBlocks } from '../guards/blocks.ts';
import { AUDIT, RELEASE_HISTORY } from '../paths.ts';
import type { FlagService } from '../service/flag-service.ts';
import type { FlagStream } from './stream.ts';

const DAY_MS = 86_400_000;
/** Counting is billed; scrapes come more often than the counts change. */
const COUNTS_AGE_MS = 15_000;

export interface MetricDeps {
  readonly service: FlagService;
  readonly control: FlagControl;
  readonly blocks: FeatureBlocks;
  readonly stream: FlagStream;
  readonly ctx: () => SystemContext;
}

const since = (
  collection: string,
  field: string,
  from: number,
  equal: readonly (readonly [string, string])[] = [],
): Query => ({
  collection,
  ...(collection === AUDIT && { group: true }),
  where: [...equal.map(([name, value]) => [name, '==', value] as const), [field, '>', from]],
  orderBy: [[field, 'asc']],
});

interface Counts {
  readonly changes: number;
  readonly kills: number;
  readonly rollbacks: number;
  readonly hotfixes: number;
}

async function countChanges({ store, clock }: SystemContext): Promise<Counts> {
  const now = clock.now();
  const [changes, kills, flagRollbacks, rollbacks, hotfixes] = await Promise.all([
    store.count(since(AUDIT, 'changedAt', now - DAY_MS)),
    store.count(since(AUDIT, 'changedAt', now - DAY_MS, [['action', 'kill']])),
    store.count(since(AUDIT, 'changedAt', now - 30 * DAY_MS, [['action', 'rollback']])),
    store.count(since(RELEASE_HISTORY, 'at', now - 30 * DAY_MS, [['action', 'rollback']])),
    store.count(since(RELEASE_HISTORY, 'at', now - 30 * DAY_MS, [['action', 'hotfix']])),
  ]);
  return { changes, kills, rollbacks: flagRollbacks + rollbacks, hotfixes };
}

/** The metrics of pack 416 under their names, and what this implementation adds: staleness, blocks and subscribers. */
export function flagMetrics({ service, control, blocks, stream, ctx }: MetricDeps): MetricFamily[] {
  let counted: { readonly at: number; readonly counts: Promise<Counts> } | null = null;
  const counts = (): Promise<Counts> => {
    const now = ctx().clock.now();
    if (counted === null || now >= counted.at + COUNTS_AGE_MS) {
      const asked = { at: now, counts: countChanges(ctx()) };
      // A failed count is asked for again at the next scrape.
      asked.counts.catch(() => {
        if (counted === asked) counted = null;
      });
      counted = asked;
    }
    return counted.counts;
  };
  const gauge = (name: string, help: string, read: () => number | Promise<number>): MetricFamily => ({
    name,
    help,
    type: 'gauge',
    read: async () => [{ value: await read() }],
  });
  const flags = async (wanted: (serving: boolean) => boolean) =>
    [...(await service.documents()).flags.values()].filter(({ state }) => wanted(isServing(state))).length;

  return [
    gauge('feature_flags_total', 'Feature flags in the registry', () => flags(() => true)),
    gauge('feature_flags_enabled', 'Flags that are on or in canary', () => flags((serving) => serving)),
    gauge('feature_flags_disabled', 'Flags that are off, killed or in shadow', () => flags((serving) => !serving)),
    gauge('feature_flags_changes_24h', 'Changes of flags in the last 24 hours', async () => (await counts()).changes),
    gauge('feature_kills_last_24h', 'Kill-switch activations in the last 24 hours', async () => (await counts()).kills),
    gauge(
      'rollbacks_last_30d',
      'Roll-backs of flags and releases in the last 30 days',
      async () => (await counts()).rollbacks,
    ),
    gauge('hotfix_deploys_last_30d', 'Hotfix deployments in the last 30 days', async () => (await counts()).hotfixes),
    gauge('feature_flags_degraded', '1 while safe defaults apply because the store cannot be read', () =>
      Number(service.isDegraded),
    ),
    gauge('feature_flag_stream_subscribers', 'Open streams of flag changes', () => stream.subscribers),
    {
      name: 'feature_flag_changes_total',
      help: 'Accepted changes of feature flags by this process, by flag and action',
      type: 'counter',
      read: () => control.changes(),
    },
    {
      name: 'feature_blocks_total',
      help: 'Calls refused because their feature was not enabled, by flag and state',
      type: 'counter',
      read: () => blocks.totals(),
    },
  ];
}
