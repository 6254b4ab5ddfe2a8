import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunPlan } from '../../lib/plan/index.ts';
import { RUN_FILES, type TimelineRecord } from '../../lib/results/index.ts';
import { STARTED_AT, type SyntheticRun, writeSyntheticRun } from '../testing/synthetic-run.ts';
import { LatencyHistogram, type RunWindows } from './index.ts';
import { ingest } from './ingest.ts';
import { readWindows, writeWindows } from './windows-file.ts';

const root = mkdtempSync(join(tmpdir(), 'loadgate-ingest-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
async function run(options: SyntheticRun = {}) {
  const dir = join(root, String(folders++));
  const written = await writeSyntheticRun(dir, { scale: 0.02, ...options });
  const lines = readFileSync(join(dir, RUN_FILES.timeline), 'utf8').trim().split('\n');
  return { dir, ...written, timeline: lines.map((line) => JSON.parse(line) as TimelineRecord) };
}
const sum = (cells: readonly { readonly count: number }[]) => cells.reduce((total, cell) => total + cell.count, 0);

describe('ingest', () => {
  let written: { dir: string; plan: RunPlan; rows: number; timeline: readonly TimelineRecord[] };
  let windows: RunWindows;
  beforeAll(async () => {
    written = await run();
    windows = await ingest(written.dir, written.plan, written.timeline);
  });

  it('counts every request once, and every row', () => {
    const csv = gunzipSync(readFileSync(join(written.dir, RUN_FILES.samples))).toString();
    expect(windows.rows).toBe(written.rows);
    expect(sum(windows.latency)).toBe(csv.match(/^http_req_duration,/gm)?.length);
    expect(sum(windows.lag)).toBe(csv.match(/^schedule_lag,/gm)?.length);
    expect(sum(windows.refused)).toBe(csv.match(/^op_refused,/gm)?.length);
    expect(windows.errors).toEqual([]);
    expect(windows.damage.count).toBe(0);
  });

  it('reads percentiles within 0.8 % of the exact ones', () => {
    const csv = gunzipSync(readFileSync(join(written.dir, RUN_FILES.samples))).toString();
    const exact = [...csv.matchAll(/^http_req_duration,\d+,([\d.]+)/gm)]
      .map((row) => Number(row[1]))
      .sort((a, b) => a - b);
    const histogram = LatencyHistogram.of(windows.latency);
    for (const quantile of [0.5, 0.95, 0.99, 0.999]) {
      const truth = exact[Math.ceil(quantile * exact.length) - 1] ?? Number.NaN;
      const read = histogram.quantileMs(quantile) ?? Number.NaN;
      expect(read / truth).toBeGreaterThanOrEqual(0.9999);
      expect(read / truth).toBeLessThan(1.008);
    }
    expect(histogram.maxMs).toBe(exact.at(-1));
  });

  it('keeps the shortest and the longest latencies apart', async () => {
    const durations = [0, 0.05, 0.255, 0.256, 3_600_000];
    const { dir, plan, timeline } = await run({
      more: (samples, at) => {
        for (const durationMs of durations) {
          samples.request({ journey: 'edge', operation: 'edge', sentAt: at + 20_000, durationMs, status: 200 });
        }
      },
    });
    const cells = (await ingest(dir, plan, timeline)).latency.filter((cell) => cell.journey === 'edge');
    expect(cells.flatMap((cell) => cell.bins.filter((_, i) => i % 2 === 0)).sort((a, b) => a - b)).toEqual([
      1, 50, 255, 256, 2_139_095_040,
    ]);
    expect(Math.max(...cells.map((cell) => cell.maxMs))).toBe(3_600_000);
  });

  it('takes the first request for the start where nobody recorded it', async () => {
    const { dir, plan } = await run();
    const { startedAt, latency } = await ingest(dir, plan, []);
    expect(startedAt).toBeGreaterThanOrEqual(STARTED_AT);
    expect(startedAt).toBeLessThan(STARTED_AT + 3000);
    expect(latency[0]?.window).toBeGreaterThanOrEqual(0);
  });

  it('leaves no scratch files', () => {
    expect(readdirSync(written.dir).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('survives its own file', () => {
    const path = join(root, 'windows.json.gz');
    writeWindows(path, windows);
    expect(readWindows(path)).toEqual(JSON.parse(JSON.stringify(windows)));
    writeFileSync(path, gzipSync('{}'));
    expect(() => readWindows(path)).toThrow(/windows\.json\.gz: not windows of schema version 1/);
  });
});

describe('phases', () => {
  const faults = [{ name: 'outage', fault: 'provider-outage', params: {}, applyMs: 30_000, revertMs: 50_000 }];

  it('puts a request where it was sent, not where it ended', async () => {
    const { dir, plan, timeline } = await run({
      faults,
      outcome: ({ atMs, ordinary }) =>
        atMs >= 30_000 && atMs < 50_000 ? { durationMs: 25_000, status: 0, errorCode: 1050 } : ordinary,
    });
    const windows = await ingest(dir, plan, timeline);
    const phaseOf = (segment: number) => windows.segments[segment]?.phase;
    expect([...new Set(windows.errors.map((cell) => phaseOf(cell.segment)))]).toEqual(['fault:outage']);
    const slow = windows.latency.filter((cell) => cell.maxMs >= 25_000);
    expect([...new Set(slow.map((cell) => phaseOf(cell.segment)))]).toEqual(['fault:outage']);
    expect(windows.marks.map((mark) => [mark.kind, mark.atMs])).toEqual([
      ['fault', 30_000],
      ['heal', 50_000],
    ]);
  });

  it('ends a fault when everything was put back, not when that was planned', async () => {
    const { dir, plan } = await run({ faults });
    const started: TimelineRecord = { at: STARTED_AT, kind: 'run', name: 'load-started' };
    const fault = (ms: number, detail: TimelineRecord['detail'] = {}): TimelineRecord => ({
      ...{ at: STARTED_AT + ms, kind: 'fault', name: 'outage', detail },
    });
    const late = [started, fault(30_400, { action: 'apply' }), fault(52_000, { action: 'revert' })];
    const phases = async (timeline: readonly TimelineRecord[]) => (await ingest(dir, plan, timeline)).segments;
    const outage = (await phases(late)).find((segment) => segment.phase === 'fault:outage');
    expect(outage).toMatchObject({ fromMs: 30_000, toMs: 52_000 });
    const skipped = await phases([started, fault(30_000, { action: 'apply', skipped: 'no such provider' })]);
    expect([...new Set(skipped.map(({ phase }) => phase))]).toEqual(['baseline']);
  });
});

describe('damaged samples', () => {
  const damagesOf = async (damage: (bytes: Buffer) => Buffer) => {
    const { dir, plan, timeline } = await run();
    const path = join(dir, RUN_FILES.samples);
    const whole = await ingest(dir, plan, timeline);
    writeFileSync(path, damage(readFileSync(path)));
    const windows = await ingest(dir, plan, timeline);
    return { windows, whole, damages: windows.damage.listed };
  };

  it('names where a cut-off stream ends, and keeps what came before', async () => {
    const { windows, whole, damages } = await damagesOf((bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)));
    expect(damages.at(-1)).toMatchObject({ file: 'samples.csv.gz', problem: 'breaks off: the gzip stream has no end' });
    expect(damages.at(-1)?.place).toMatch(/^after line \d{4,}$/);
    expect(sum(windows.latency)).toBeGreaterThan(sum(whole.latency) / 3);
  });

  it('notices a stream that was cut at the end of a line', async () => {
    const { windows, whole, damages } = await damagesOf((bytes) => bytes.subarray(0, -8));
    expect(damages.map((it) => it.problem)).toEqual(['breaks off: the gzip stream has no end']);
    expect(sum(windows.latency)).toBe(sum(whole.latency));
  });

  it('notices bytes that changed', async () => {
    const { damages } = await damagesOf((bytes) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(1, copy.length - 8);
      return copy;
    });
    expect(damages.at(-1)?.problem).toMatch(/cannot be unpacked further \(incorrect data check\)/);
  });

  const edit = (change: (lines: string[]) => unknown) => (bytes: Buffer) => {
    const lines = gunzipSync(bytes).toString().split('\n');
    change(lines);
    return gzipSync(lines.join('\n'));
  };

  it.each([
    ['garbage', 'garbage "here', 'line 500', 'is not a row of k6'],
    ['an open quote', 'http_req_duration,1788264000518080000,1.5,,"swipe,swipe,200,,', 'line 500', 'a quote is opened'],
    ['a bad number', 'http_req_duration,1788264000518080000,quick,,swipe,swipe,200,,', 'line 500', 'metric_value'],
    ['missing columns', 'schedule_lag,1788264000518080000', 'line 500', 'Expected Number of Columns'],
  ])('names a line of %s and reads all the others', async (_, line, place, problem) => {
    const { windows, whole, damages } = await damagesOf(edit((lines) => lines.splice(499, 0, line)));
    expect(damages).toHaveLength(1);
    expect(damages[0]).toMatchObject({ file: 'samples.csv.gz', place });
    expect(damages[0]?.problem).toContain(problem);
    expect(sum(windows.latency)).toBe(sum(whole.latency));
    expect(sum(windows.lag)).toBe(sum(whole.lag));
  });

  it.each([
    ['whole seconds', (line: string) => line.replace(/,(\d{10})\d{9},/, ',$1,'), 'K6_CSV_TIME_FORMAT=unix_nano'],
    ['a missing column', (line: string) => line.replace(',status,', ',group,'), '--system-tags'],
    ['another file', (line: string) => line.replace('metric_name', '<html>'), '--out csv=samples.csv.gz'],
  ])('says how to record again after %s', async (_, change, fix) => {
    const { windows, damages } = await damagesOf(edit((lines) => lines.splice(0, lines.length, ...lines.map(change))));
    expect(damages[0]?.fix).toContain(fix);
    expect(windows.latency).toEqual([]);
  });

  it('says that there are no samples at all', async () => {
    const { dir, plan, timeline } = await run();
    rmSync(join(dir, RUN_FILES.samples));
    const windows = await ingest(dir, plan, timeline);
    expect(windows.damage.listed).toMatchObject([{ file: 'samples.csv.gz', problem: 'does not exist' }]);
    writeFileSync(join(dir, RUN_FILES.samples), gzipSync(''));
    expect((await ingest(dir, plan, timeline)).damage.listed).toMatchObject([{ problem: 'is empty' }]);
  });

  it('reads names that k6 had to quote', async () => {
    const name = 'a,"b"</script>';
    const { dir, plan, timeline } = await run({
      more: (samples, at) =>
        samples.request({ journey: name, operation: name, sentAt: at + 20_000, durationMs: 3, status: 200 }),
    });
    const windows = await ingest(dir, plan, timeline);
    expect(windows.damage.count).toBe(0);
    expect(windows.latency.find((cell) => cell.journey === name)).toMatchObject({ operation: name, count: 1 });
  });
});
