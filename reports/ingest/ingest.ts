import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunPlan } from '../../lib/plan/index.ts';
import { RUN_FILES, type TimelineRecord } from '../../lib/results/index.ts';
import { collectCounts, collectHistograms, collectRejects } from './collect.ts';
import { DamageLog } from './damage.ts';
import { type Database, withDatabase } from './database.ts';
import type { Header } from './header.ts';
import { METRIC } from './metrics.ts';
import { clockOf, marksOf, segmentsOf } from './segments.ts';
import { createCells, firstRequest, readCsv } from './sql.ts';
import { unpack } from './unpack.ts';
import type { RunWindows } from './windows.ts';

const SCRATCH = '.ingest-';

/**
 * Reads a run's samples into windows of mergeable histograms and counts. Never throws for bad samples: what could not be read is in `damage`, what could
 * be read is counted. Scratch files lie in the run folder while it works.
 */
export async function ingest(runDir: string, plan: RunPlan, timeline: readonly TimelineRecord[]): Promise<RunWindows> {
  for (const name of readdirSync(runDir)) {
    if (name.startsWith(SCRATCH)) rmSync(join(runDir, name), { recursive: true });
  }
  const scratch = mkdtempSync(join(runDir, SCRATCH));
  try {
    const damage = new DamageLog();
    const rows = join(scratch, 'rows.csv');
    const { header, lines } = await unpack(join(runDir, RUN_FILES.samples), rows, RUN_FILES.samples, damage);
    const read = { rows: Math.max(0, lines - 1), damage };
    if (!header) return { ...nothing(plan, timeline), rows: read.rows, damage };
    return await withDatabase(scratch, (db) => aggregate(db, runDir, rows, header, plan, timeline, read));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Windows short enough to show what happened and long enough to hold some hundred requests; recoveries are told by the second. */
export const windowMsFor = ({ durationMs, faults }: Pick<RunPlan, 'durationMs' | 'faults'>): number => {
  if (durationMs <= 180_000 || (faults.length > 0 && durationMs <= 1_800_000)) return 1000;
  return durationMs <= 900_000 || faults.length > 0 ? 5000 : 10_000;
};

async function aggregate(
  db: Database,
  runDir: string,
  rows: string,
  header: Header,
  plan: RunPlan,
  timeline: readonly TimelineRecord[],
  read: { readonly rows: number; readonly damage: DamageLog },
): Promise<RunWindows> {
  const csv = readCsv(rows, header);
  const clock = clockOf(timeline);
  const startedAtUs = clock.startedAt === null ? await db.value(firstRequest(csv)) : BigInt(clock.startedAt * 1000);
  const empty = nothing(plan, timeline);
  const startedUs = typeof startedAtUs === 'bigint' ? startedAtUs : BigInt(empty.startedAt * 1000);
  const startedAt = Number(startedUs) / 1000;
  const segments = segmentsOf(plan, timeline, startedAt);
  await db.run(createCells(csv, header, startedUs, empty.windowMs, segments));
  await collectRejects(db, join(runDir, RUN_FILES.samples), RUN_FILES.samples, read.damage);
  const latency = await collectHistograms(db, METRIC.duration, true);
  const lag = await collectHistograms(db, METRIC.lag, false);
  return {
    ...empty,
    ...(await collectCounts(db)),
    startedAt,
    segments,
    marks: marksOf(timeline, startedAt),
    endedMs: clock.endedMs ?? latency.lastMs,
    lastRequestMs: latency.lastMs,
    rows: read.rows,
    damage: { count: read.damage.count, listed: read.damage.listed },
    latency: latency.cells,
    lag: lag.cells,
  };
}

function nothing(plan: RunPlan, timeline: readonly TimelineRecord[]): RunWindows {
  const { startedAt, endedMs } = clockOf(timeline);
  const zero = startedAt ?? Date.parse(plan.createdAt);
  return {
    schemaVersion: 1,
    runId: plan.runId,
    startedAt: zero,
    windowMs: windowMsFor(plan),
    segments: segmentsOf(plan, timeline, startedAt),
    marks: marksOf(timeline, zero),
    endedMs: endedMs ?? 0,
    lastRequestMs: 0,
    rows: 0,
    damage: { count: 0, listed: [] },
    latency: [],
    lag: [],
    errors: [],
    refused: [],
    cacheHits: [],
    cacheMisses: [],
    eventsAcked: [],
    dropped: [],
    received: [],
    users: [],
    vus: [],
    vusMax: [],
  };
}
