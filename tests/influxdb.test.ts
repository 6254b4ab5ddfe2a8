import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfluxDB } from '@influxdata/influxdb-client';
import { expect, it } from 'vitest';
import { deliver, linesOf, Spool } from '../reports/influx/index.ts';
import { madeRun } from '../reports/testing/known-run.ts';
import { noInflux, someInflux } from './support/influxdb.ts';

const DASHBOARDS = ['runs', 'load'];

it('InfluxDB keeps every point once, and answers what the dashboards ask', async (context) => {
  const reason = noInflux();
  if (reason !== undefined) return context.skip(reason);
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-influx-'));
  await using influx = await someInflux();
  const { config } = influx;
  try {
    const runId = `test-${process.pid}-${Date.now()}`;
    const run = madeRun({ runId, density: 0.1, startedAt: Date.now() - 120_000 });
    const lines = linesOf(run);
    const spool = new Spool(join(folder, 'spool'));
    for (let i = 0; i < 2; i++) {
      spool.put(runId, lines);
      expect(await deliver(spool, config)).toMatchObject({ points: lines.length, waiting: 0, problem: null });
    }
    const { url, token, org, bucket } = config;
    const api = new InfluxDB({ url, token }).getQueryApi(org);
    const source = `from(bucket: ${JSON.stringify(bucket)}) |> range(start: -1h) |> filter(fn: (r) => r.run == ${JSON.stringify(runId)})`;
    const requests = `${source} |> filter(fn: (r) => r._measurement == "loadgate_window" and r._field == "requests") |> group()`;
    const counted = await api.collectRows<{ _value: number }>(`${requests} |> count()`);
    expect(counted[0]?._value).toBe(run.windows.length);
    const summed = await api.collectRows<{ _value: number }>(`${requests} |> sum()`);
    expect(summed[0]?._value).toBe(run.windows.reduce((sum, window) => sum + window.count, 0));
    for (const query of DASHBOARDS.flatMap(queriesOf)) {
      const filled = query
        .replaceAll('v.defaultBucket', JSON.stringify(bucket))
        .replaceAll('v.timeRangeStart', '-1h')
        .replaceAll('v.timeRangeStop', 'now()')
        .replaceAll('v.windowPeriod', '10s')
        .replace(/\$\{run\}/g, runId)
        .replace(/\$\{workload\}/g, run.record.workload);
      expect([query, (await api.collectRows(filled)).length > 0]).toEqual([query, true]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function queriesOf(name: string): string[] {
  const path = join(import.meta.dirname, '../deploy/grafana/dashboards', `${name}.json`);
  const { panels } = JSON.parse(readFileSync(path, 'utf8')) as { panels: { targets?: { query: string }[] }[] };
  return panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.query));
}
