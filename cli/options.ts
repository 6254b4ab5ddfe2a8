import { InvalidArgumentError, Option } from 'commander';
import type { CanarySplit } from '../lib/canary/index.ts';
import { unknown } from './suggest.ts';

/** An option that takes one of a few words; another word is an error that names the likely one. */
export function choice(flags: string, description: string, words: readonly string[], fallback?: string): Option {
  const option = new Option(flags, description).argParser((given: string) => {
    if (words.includes(given)) return given;
    throw new InvalidArgumentError(unknown('value', given, words));
  });
  // Set after the parser, which `choices` would replace: it only lists the words.
  option.argChoices = [...words];
  return fallback === undefined ? option : option.default(fallback);
}

/** Parses a whole number of at least `least`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (given: string): number => {
    const value = Number(given);
    if (/^-?\d+$/.test(given) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `Use a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}.`,
    );
  };

/** Parses `--scale`: a number over 0, or `auto`. */
export function scale(given: string): number | 'auto' {
  const value = Number(given);
  if (given === 'auto') return given;
  if (given.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Use a number over 0, such as 0.5, or auto.');
}

/** Parses `--max-cost`: dollars over 0. */
export function dollars(given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Use dollars over 0, such as 2.50.');
}

/** Parses `--canary`: a flag and the share of users, in percent, that its canary serves. */
export function canarySplit(given: string): CanarySplit {
  const [, flag, percent] = /^([\w.-]+):(\d+(?:\.\d+)?)$/.exec(given) ?? [];
  if (flag !== undefined && Number(percent) > 0 && Number(percent) < 100) return { flag, percent: Number(percent) };
  throw new InvalidArgumentError('Use flag:percent with a percentage between 0 and 100, such as search:20.');
}
