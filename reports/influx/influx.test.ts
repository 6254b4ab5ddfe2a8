import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HOSTILE } from '../testing/hostile.ts';
import { InfluxServer, type Treatment } from '../testing/influx-server.ts';
import { madeRun } from '../testing/known-run.ts';
import { deliver, influxConfig, linesOf, Spool } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'loadgate-influx-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const spoolFolder = (): string => join(root, String(folders++));
/** Long enough that its points take two requests. */
const run = madeRun({ density: 0.05, phases: Array.from({ length: 12 }, (_, i) => `phase ${i}`) });
const lines = linesOf(run);
const config = (url: string) => ({ url, token: 't', org: 'o', bucket: 'b' });

async function attempt(treat: (write: number) => Treatment, deliveries: number) {
  await using server = new InfluxServer(treat);
  const url = await server.listen();
  const folder = spoolFolder();
  const spool = new Spool(folder);
  spool.put(run.record.runId, lines);
  const results = [];
  for (let i = 0; i < deliveries; i++) results.push(await deliver(spool, config(url), 300));
  return { server, folder, results };
}

describe('delivery', () => {
  it('brings every point once, and empties the spool', async () => {
    const { server, folder, results } = await attempt(() => 'ok', 2);
    expect(lines.length).toBeGreaterThan(600);
    expect(results).toEqual([
      { points: lines.length, delivered: 1, waiting: 0, problem: null },
      { points: 0, delivered: 0, waiting: 0, problem: null },
    ]);
    expect([server.points.size, server.arrived]).toEqual([lines.length, lines.length]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, (write: number) => Treatment, RegExp]>([
    ['answers 503 at first', (write) => (write <= 2 ? 'unavailable' : 'ok'), /^HTTP 503/],
    ['fails in the middle of a run', (write) => (write === 2 ? 'unavailable' : 'ok'), /^HTTP 503/],
    ['hangs', (write) => (write === 1 ? 'hang' : 'ok'), /timed out/i],
    ['stores what it never acknowledges', (write) => (write <= 2 ? 'store-and-drop' : 'ok'), /.+/],
  ])('loses nothing and doubles nothing where the server %s', async (_, treat, problem) => {
    const { server, folder, results } = await attempt(treat, 3);
    expect(results[0]).toMatchObject({ delivered: 0, waiting: 1, problem: expect.stringMatching(problem) });
    expect(results.at(-1)).toMatchObject({ waiting: 0, problem: null });
    expect(server.points.size).toBe(lines.length);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps everything where there is no server at all', async () => {
    const spool = new Spool(spoolFolder());
    spool.put('a', lines.slice(0, 10));
    spool.put('b', lines.slice(10, 20));
    const result = await deliver(spool, config('http://127.0.0.1:9'), 300);
    expect(result).toMatchObject({ points: 0, delivered: 0, waiting: 2 });
    expect(spool.names()).toEqual(['a.lp', 'b.lp']);
    expect(spool.read('a.lp')?.lines).toEqual(lines.slice(0, 10));
  });
});

describe('points', () => {
  it('are each other’s equals only where they are the same', () => {
    const keys = lines.map((line) => line.replace(/ (?:"(?:\\.|[^"\\])*"|[^" ])+ (?=\d+$)/, ' '));
    expect(new Set(keys).size).toBe(lines.length);
    expect(linesOf(run)).toEqual(lines);
  });

  it('survive names that are anything but names', async () => {
    await using server = new InfluxServer();
    const url = await server.listen();
    const windows = run.windows
      .slice(0, 2)
      .map((window) => ({ ...window, operation: `${HOSTILE}\\`, journey: 'a b,c=d' }));
    const hostile = { record: { ...run.record, workload: HOSTILE, commit: '' }, windows };
    const spool = new Spool(spoolFolder());
    spool.put('../../etc/passwd', linesOf(hostile));
    expect(spool.names()).toEqual(['..%2F..%2Fetc%2Fpasswd.lp']);
    expect(await deliver(spool, config(url))).toMatchObject({ waiting: 0, problem: null });
    expect(server.points.size).toBe(linesOf(hostile).length);
  });
});

describe('configuration', () => {
  const all = { INFLUX_URL: 'http://127.0.0.1:8086', INFLUX_TOKEN: 't', INFLUX_ORG: 'o', INFLUX_BUCKET: 'b' };
  it('is all or nothing', () => {
    expect(influxConfig({})).toBeNull();
    expect(influxConfig(all)).toEqual(config(all.INFLUX_URL));
    expect(() => influxConfig({ ...all, INFLUX_TOKEN: '' })).toThrow('INFLUX_TOKEN: not set');
    expect(() => influxConfig({ ...all, INFLUX_URL: 'localhost:8086' })).toThrow('INFLUX_URL');
  });
});
