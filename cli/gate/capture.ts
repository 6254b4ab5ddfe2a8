import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FlagHistoryEntry, FlagView } from '../../lib/api/index.ts';
import { usageError } from '../errors.ts';
import { resolveAccess } from '../flags/access.ts';
import { FlagsClient } from '../flags/client.ts';

interface CaptureRequest {
  readonly flag?: string;
  readonly evidence: string;
  readonly url?: string;
  readonly token?: string;
}

interface AlertView {
  readonly alertId: string;
  readonly service: string;
  readonly metric: string;
  readonly severity: 'warning' | 'critical';
  readonly openedAt: number;
}

/** Reads the flag, its history and the alerts from a backend, and writes them as evidence: `flags.json` and `alerts.json`. */
export async function capture(request: CaptureRequest, tell: (text: string) => void): Promise<void> {
  const { flag: key, evidence } = request;
  if (key === undefined) throw usageError('say which flag to capture', 'loadgate gate --capture --flag search');
  const access = resolveAccess({ ...request, out: '' }, process.env);
  const client = new FlagsClient(access);
  const { flag } = await client.get<{ flag: FlagView }>(`/${encodeURIComponent(key)}`);
  const [{ entries }, { alerts, rules }] = await Promise.all([
    client.call<{ entries: readonly FlagHistoryEntry[] }>('getFeatureFlagHistory', { key, limit: 200 }),
    client.call<{ alerts: readonly AlertView[]; rules: readonly string[] }>('getActiveAlerts'),
  ]);
  const folder = existsSync(evidence) && !statSync(evidence).isDirectory() ? dirname(evidence) : evidence;
  mkdirSync(folder, { recursive: true });
  const common = { schemaVersion: 1, capturedAt: new Date().toISOString(), source: access.url };
  const write = (file: string, value: object) => {
    writeFileSync(join(folder, file), `${JSON.stringify({ ...common, ...value }, null, 2)}\n`);
    tell(`captured ${join(folder, file)}`);
  };
  write('flags.json', { flags: [{ ...settingsOf(flag), history: entries.flatMap(changeOf) }] });
  write('alerts.json', {
    rules,
    active: alerts.map(({ alertId, service, metric, severity, openedAt }) => ({
      id: alertId,
      severity,
      title: `${service}: ${metric}`,
      since: new Date(openedAt).toISOString(),
    })),
  });
}

const settingsOf = ({ key, state, rollout, canaryTenants, safeDefault }: FlagView) => ({
  ...{ key, state, rollout, tenants: canaryTenants?.length ?? 0, safeDefault },
});

/** Changes of the flag itself; overrides of single tenants say nothing about its default. */
function changeOf({ before, after, tenant, changedAt, changedBy, reason }: FlagHistoryEntry) {
  if (tenant !== null) return [];
  const at = new Date(changedAt).toISOString();
  const [from, to] = [before.settings?.state ?? null, after.settings?.state ?? null];
  return [{ from, to, at, by: changedBy, reason }];
}
