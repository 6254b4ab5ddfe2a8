import { EXIT } from '../lib/results/index.ts';

/** An end that a person can act on: no stack trace, what to do, and the exit code that a script sees. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;
  readonly advice: string | undefined;

  constructor(exitCode: number, message: string, advice?: string) {
    super(message);
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** The command line or an input is wrong (exit code 2). */
export const usageError = (message: string, advice?: string): CliError => new CliError(EXIT.usage, message, advice);
