import type { CanaryView, FlagActivity, FlagHistoryEntry, FlagsView, FlagView } from '../../lib/api/index.ts';
import { usageError } from '../errors.ts';
import { unknown } from '../suggest.ts';
import { milliseconds } from '../terminal/format.ts';
import { type AccessOptions, resolveAccess } from './access.ts';
import { FlagsClient } from './client.ts';
import { age, state, table, targeting, time } from './print.ts';

interface Look extends AccessOptions {
  readonly json?: true;
}

const clientOf = (options: AccessOptions) => new FlagsClient(resolveAccess(options, process.env));
const asJson = (value: unknown) => console.log(JSON.stringify(value, null, 2));

export async function list(options: Look & { category?: string; state?: string; environment?: string }): Promise<void> {
  const view = await clientOf(options).get<FlagsView>('');
  const categories = [...new Set(view.flags.map(({ category }) => category as string))];
  if (options.category !== undefined && !categories.includes(options.category))
    throw usageError(unknown('category', options.category, categories));
  const flags = view.flags.filter(
    (flag) =>
      (options.category === undefined || flag.category === options.category) &&
      (options.state === undefined || flag.state === options.state) &&
      (options.environment === undefined || flag.env === options.environment),
  );
  if (options.json) return asJson({ flags, degraded: view.degraded });
  if (view.degraded) console.log('The store cannot be read: safe defaults apply.\n');
  console.log(table([['FLAG', 'STATE', 'ROLL-OUT', 'CATEGORY', 'TARGETING'], ...flags.map(row)]));
  console.log(`\n${flags.length} of ${view.flags.length} flags; ! is critical: changing it needs --confirm`);
}

const row = (flag: FlagView): string[] => [
  `${flag.key}${flag.critical ? ' !' : ''}`,
  state(flag.state),
  flag.state === 'canary' ? `${flag.rollout} %` : '',
  flag.category,
  targeting(flag),
];

interface One {
  readonly flag: FlagView;
  readonly effective: { readonly state: string; readonly reason: string };
  readonly activity?: FlagActivity;
}

export async function get(key: string, options: Look): Promise<void> {
  const one = await clientOf(options).get<One>(`/${encodeURIComponent(key)}`);
  if (options.json) return asJson(one);
  const { flag, effective, activity } = one;
  const rows = [
    ['flag', `${flag.key}: ${flag.description}`],
    [
      'category',
      `${flag.category}${flag.critical ? ', critical' : ''}${flag.killSwitchOnly ? ', kill-switch only' : ''}`,
    ],
    ['state', `${state(flag.state)}${flag.state === 'canary' ? ` for ${flag.rollout} % of ${flag.rolloutUnit}s` : ''}`],
    ['for you', `${effective.state} (${effective.reason})`],
    ['targeting', targeting(flag) || 'everybody'],
    ['needs', flag.dependencies.join(', ') || 'nothing'],
    ['while the store is away', flag.safeDefault ? 'on' : 'off'],
    [
      'version',
      flag.version === 0
        ? '0 (never changed)'
        : `${flag.version}, ${time(flag.lastUpdatedAt)} by ${flag.lastUpdatedBy}`,
    ],
    ...(flag.notes ? [['notes', flag.notes]] : []),
    ...(flag.overrides ?? []).map((one) => [
      'override',
      `${one.tenant}: ${one.state}${one.expiresAt ? ` until ${time(one.expiresAt)}` : ''}`,
    ]),
    ...(activity ? [['calls here', callsOf(activity)]] : []),
  ];
  console.log(table(rows));
}

const callsOf = ({ accepted, refused, failed, latencyP95Ms }: FlagActivity): string =>
  `${accepted} accepted, ${refused} refused, ${failed} failed${latencyP95Ms === null ? '' : `, p95 ${milliseconds(latencyP95Ms)}`}`;

export async function status(options: Look): Promise<void> {
  const client = clientOf(options);
  const now = Date.now();
  const [view, day] = await Promise.all([
    client.get<FlagsView>(''),
    client.call<Record<string, unknown>>('getFeatureFlagStats', { startDate: now - 86_400_000, endDate: now + 60_000 }),
  ]);
  const inState = (wanted: string) => view.flags.filter((flag) => flag.state === wanted).map(({ key }) => key);
  if (options.json) return asJson({ degraded: view.degraded, states: count(view.flags), day });
  const names = (keys: readonly string[]) => (keys.length > 0 ? `${keys.length}: ${keys.join(', ')}` : '0');
  console.log(
    table([
      ['flags', `${view.flags.length}, ${inState('on').length} on`],
      [state('kill'), names(inState('kill'))],
      [state('canary'), names(inState('canary'))],
      [state('shadow'), names(inState('shadow'))],
      [
        'last 24 hours',
        `${day.totalChanges} changes, ${day.criticalChanges} of critical flags, ${day.disabledCount} switched something off`,
      ],
      ['store', view.degraded ? 'cannot be read: safe defaults apply' : 'ok'],
    ]),
  );
}

const count = (flags: readonly FlagView[]) =>
  Object.fromEntries(
    [...new Set(flags.map((flag) => flag.state))].map((one) => [
      one,
      flags.filter((flag) => flag.state === one).length,
    ]),
  );

export async function history(key: string, options: Look & { limit: number }): Promise<void> {
  const page = await clientOf(options).call<{ entries: readonly FlagHistoryEntry[]; faults: readonly string[] }>(
    'getFeatureFlagHistory',
    { key, limit: options.limit },
  );
  if (options.json) return asJson(page);
  const rows = page.entries.map((entry) => [
    `v${entry.version}`,
    time(entry.changedAt),
    entry.action,
    `${state(entry.before.settings?.state ?? 'none')} → ${state(entry.after.settings?.state ?? 'none')}${entry.tenant ? ` (${entry.tenant})` : ''}`,
    `${entry.changedBy} from ${entry.ip || 'nowhere'}`,
    entry.reason,
  ]);
  console.log(rows.length > 0 ? table(rows) : `${key} was never changed.`);
  for (const fault of page.faults) console.log(`! the audit is not intact: ${fault}`);
}

export async function canaryStatus(options: Look & { metric: Record<string, Record<string, number>> }): Promise<void> {
  const { rollouts } = await clientOf(options).call<{ rollouts: readonly CanaryView[] }>('getCanaryStatus', {
    metrics: options.metric,
  });
  if (options.json) return asJson({ rollouts });
  if (rollouts.length === 0) console.log('No roll-out is under way.');
  for (const one of rollouts) {
    console.log(
      `${one.flag}  ${one.phase}, ${one.rollout} %${one.tenants > 0 ? ` and ${one.tenants} tenants` : ''}, for ${age(Date.now() - one.since)}`,
    );
    console.log(
      `  ${one.verdict}: ${one.why}${one.next && one.verdict === 'advance' ? ` (next: ${one.next.name})` : ''}`,
    );
    for (const { metric, comparison, value, measured, holds } of one.success)
      console.log(
        `  ${holds === null ? '·' : holds ? '✓' : '✗'} ${metric} ${comparison} ${value}${measured === null ? ' (not measured)' : ` (is ${measured.toFixed(4)})`}`,
      );
    const budgets = Object.entries(one.rollbackBudgets).map(([type, seconds]) => `${type} ${seconds / 60} min`);
    console.log(`  ways back: ${budgets.join(', ')}${one.rollbackType ? `; take ${one.rollbackType}` : ''}\n`);
  }
}
