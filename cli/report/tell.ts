import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { EXIT, type VerdictStatus } from '../../lib/results/index.ts';
import { type BuiltReport, buildReport, type RegressionSources, RunFolderError } from '../../reports/index.ts';
import { usageError } from '../errors.ts';
import { joinHistory } from '../history/join.ts';
import { wantsColour } from '../terminal/colour.ts';

/** The exit code of a verdict. */
export const CODES: Readonly<Record<VerdictStatus, number>> = {
  pass: EXIT.pass,
  fail: EXIT.breach,
  inconclusive: EXIT.inconclusive,
};

export interface Telling {
  /** Print `verdict.json` instead of the summary. */
  readonly json: boolean;
  /** Print nothing but errors. */
  readonly quiet: boolean;
  /** The history that the run joins, and what it is held against. */
  readonly regression: RegressionSources;
}

/** Judges the run in `runDir`, prints what was asked for, and gives the exit code of its verdict. `beforePrinting` clears the line. */
export async function tell(
  runDir: string,
  { json, quiet, regression }: Telling,
  beforePrinting: () => void = () => {},
): Promise<number> {
  const { verdict, outputs, terminal, report } = await build(runDir, regression);
  await joinHistory(regression.history, report);
  beforePrinting();
  if (json) process.stdout.write(readFileSync(outputs.verdict, 'utf8'));
  else if (!quiet) process.stdout.write(`${terminal}\nReport: ${relative(process.cwd(), outputs.report)}\n`);
  return CODES[verdict.status];
}

/** A folder without a valid plan is a mistake of the command line. */
export async function build(runDir: string, regression?: RegressionSources): Promise<BuiltReport> {
  try {
    return await buildReport(runDir, { colour: wantsColour(), ...(regression && { regression }) });
  } catch (error) {
    if (error instanceof RunFolderError) throw usageError(error.message);
    throw error;
  }
}
