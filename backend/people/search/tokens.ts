import { wordsOf } from '../words.ts';

/** Lengths of the word beginnings that are indexed: a longer beginning is found by its first four letters and then compared. */
const PREFIX_LENGTHS = [2, 3, 4];
export const SHORTEST_WORD = 2;
const LONGEST_PREFIX = 4;

/** Token of a whole word of name, city or interests. */
export const wordToken = (word: string): string => word;
/** Token of words of name or city that begin so. */
export const prefixToken = (beginning: string): string => `${beginning.slice(0, LONGEST_PREFIX)}~`;
/** Token of everyone in a city. */
export const cityToken = (city: string): string => `@${wordsOf(city).join('-')}`;

/**
 * What a profile is found by, for an index on the members of an array: about 15 tokens, each of which a store keeps as one index entry.
 * Interests match by whole words, name and city also by their beginnings.
 */
export function searchTokens(profile: {
  readonly name: string;
  readonly city: string;
  readonly interests: readonly string[];
}): string[] {
  const tokens = new Set([cityToken(profile.city)]);
  for (const word of [...wordsOf(profile.name), ...wordsOf(profile.city)]) {
    if (word.length < SHORTEST_WORD) continue;
    tokens.add(wordToken(word));
    for (const length of PREFIX_LENGTHS) if (word.length >= length) tokens.add(prefixToken(word.slice(0, length)));
  }
  for (const word of profile.interests.flatMap(wordsOf)) if (word.length >= SHORTEST_WORD) tokens.add(wordToken(word));
  return [...tokens];
}
