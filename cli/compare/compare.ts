import { writeFileSync } from 'node:fs';
import { EXIT } from '../../lib/results/index.ts';
import { type Conclusion, compareRuns } from '../../reports/compare/index.ts';
import type { KnownRun } from '../../reports/history/index.ts';
import { renderComparison } from '../../reports/render/compare.ts';
import { renderComparePage } from '../../reports/render/html/compare-page.ts';
import { usageError } from '../errors.ts';
import { findBaseline, findRun, type RunPlaces } from '../history/find-run.ts';
import { wantsColour } from '../terminal/colour.ts';

const CODES: Readonly<Record<Conclusion, number>> = {
  'no-regression': EXIT.pass,
  regression: EXIT.breach,
  incomparable: EXIT.inconclusive,
};

export interface CompareFlags extends RunPlaces {
  readonly html?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Compares named runs, tells what was asked for, and gives the exit code. */
export function compare(
  names: { readonly base: readonly string[]; readonly new: readonly string[] },
  flags: CompareFlags,
): number {
  if (names.new.includes('baseline'))
    throw usageError('the baseline is what is compared with', 'loadgate compare baseline <run>');
  const fresh = names.new.map((name) => findRun(name, flags));
  const base = names.base.map((name): KnownRun => {
    const [like] = fresh;
    return name === 'baseline' && like ? findBaseline(like, flags).evidence : findRun(name, flags);
  });
  const comparison = compareRuns({ base, new: fresh });
  if (flags.html !== undefined) writeFileSync(flags.html, renderComparePage(comparison));
  if (flags.json) console.log(JSON.stringify(comparison, null, 2));
  else if (!flags.quiet) process.stdout.write(renderComparison(comparison, { colour: wantsColour() }));
  return CODES[comparison.conclusion];
}
