/** `loadgate cost`: prices a judged run, as it was and as it might be. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, RUN_FILES } from '../../lib/results/index.ts';
import {
  type Attribution,
  attribute,
  type Commitment,
  type CostReport,
  committed,
  costDifference,
  costOf,
  DEFAULT_REGION,
  type MeasuredRun,
  pricesOf,
  type Share,
  suppose,
} from '../../reports/cost/index.ts';
import { count, dollars, percent } from '../../reports/format.ts';
import { readWindows } from '../../reports/ingest/index.ts';
import { RunFolderError, readRunFolder } from '../../reports/run-folder/index.ts';
import { CliError, usageError } from '../errors.ts';

interface CostRequest {
  readonly region?: string;
  readonly freeTier?: true;
  readonly committedUse?: Commitment;
  readonly cacheHit?: number;
  readonly batch?: number;
  readonly json?: true;
}

/** Users a day that attribution and differences are told for. */
const USERS = 100_000;

export function tellCost(folder: string, against: string | null, request: CostRequest): void {
  try {
    const run = readMeasured(folder);
    const { region = DEFAULT_REGION, committedUse = null, freeTier = false, cacheHit, batch } = request;
    const basic = { region, freeTier };
    const { windows, billing, notes } = suppose(run.windows, run.billing, {
      ...(cacheHit === undefined ? {} : { cacheHit }),
      ...(batch === undefined ? {} : { batch }),
    });
    const supposed = { plan: run.plan, windows, billing };
    const prices = committed(pricesOf(region), committedUse);
    const told = {
      measured: priced(run, basic),
      supposed: notes.length > 0 || committedUse ? priced(supposed, { ...basic, commitment: committedUse }) : null,
      notes,
      shares: attribute(supposed, prices, USERS),
      difference: against === null ? null : costDifference(readMeasured(against), supposed, prices, USERS),
    };
    if (request.json) console.log(JSON.stringify(told, null, 2));
    else print(told);
  } catch (error) {
    if (error instanceof RangeError || error instanceof RunFolderError) throw usageError(error.message);
    throw error;
  }
}

function readMeasured(folder: string): MeasuredRun {
  const { plan, billing } = readRunFolder(folder);
  const path = join(folder, RUN_FILES.windows);
  if (!existsSync(path)) throw usageError(`${folder}: the run was not judged`, `loadgate report ${folder}`);
  if (billing) return { plan, windows: readWindows(path), billing };
  throw new CliError(EXIT.missing, `${folder}: nothing counted what the store would bill (${RUN_FILES.billing})`);
}

function priced({ plan, windows, billing }: MeasuredRun, options: Parameters<typeof costOf>[3]): CostReport {
  const report = costOf(plan, windows, billing, options);
  if (report) return report;
  throw new RangeError(`run ${plan.runId} cannot be priced`);
}

interface Told {
  readonly measured: CostReport;
  readonly supposed: CostReport | null;
  readonly notes: readonly string[];
  readonly shares: Attribution | null;
  readonly difference: ReturnType<typeof costDifference> | null;
}

function print({ measured, supposed, notes, shares, difference }: Told): void {
  const { region, regionTitle, asOf, freeTier, basis } = measured;
  console.log(`Prices of ${asOf} for ${region} (${regionTitle}), free tier ${freeTier ? 'on' : 'off'}`);
  console.log(basis === null ? 'No user was active, so nothing can be projected.' : `Projected from ${basis}\n`);
  for (const [i, { users, total, totalWithFreeTier, budget }] of measured.projections.entries()) {
    const then = supposed?.projections[i];
    const what = then ? `, then ${dollars(then.total)} (${percent(then.total / total - 1)})` : '';
    console.log(
      `${count(users).padStart(9)} users a day  ${dollars(freeTier ? totalWithFreeTier : total)}${what}, budget ${dollars(budget.total)}`,
    );
  }
  if (notes.length > 0) console.log(`\n${notes.map((note) => `if ${note}`).join('\n')}`);
  for (const [title, all] of Object.entries(shares ?? {})) printShares(title, all as readonly Share[]);
  if (difference) console.log(`\n${difference.sentence}`);
}

function printShares(title: string, all: readonly Share[]): void {
  const total = all.reduce((sum, it) => sum + it.dollars, 0);
  console.log(`\nStore by ${title.replace(/s$/, '')}, a day of ${count(USERS)} users`);
  for (const { name, dollars: amount } of all)
    console.log(`  ${name.padEnd(22)} ${dollars(amount).padStart(9)}  ${percent(total === 0 ? 0 : amount / total)}`);
}
