/** `loadgate cost`: prices a judged run, as it was and as it might be. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, RUN_FILES } from '../../lib/results/index.ts';
import {
  analyseCost,
  type CostAnalysis,
  type CostQuestion,
  type MeasuredRun,
  SHARE_USERS,
  type Share,
} from '../../reports/cost/index.ts';
import { count, dollars, percent } from '../../reports/format.ts';
import { readWindows } from '../../reports/ingest/index.ts';
import { RunFolderError, readRunFolder } from '../../reports/run-folder/index.ts';
import { CliError, usageError } from '../errors.ts';

interface CostRequest extends CostQuestion {
  readonly json?: true;
}

export function tellCost(folder: string, against: string | null, request: CostRequest): void {
  try {
    const { json, ...question } = request;
    const told = analyseCost(readMeasured(folder), against === null ? null : readMeasured(against), question);
    if (json) console.log(JSON.stringify(told, null, 2));
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

function print({ measured, supposed, notes, shares, difference }: CostAnalysis): void {
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
  console.log(`\nStore by ${title.replace(/s$/, '')}, a day of ${count(SHARE_USERS)} users`);
  for (const { name, dollars: amount } of all)
    console.log(`  ${name.padEnd(22)} ${dollars(amount).padStart(9)}  ${percent(total === 0 ? 0 : amount / total)}`);
}
