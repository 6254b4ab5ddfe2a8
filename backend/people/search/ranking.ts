import type { ProfileView } from '../../../lib/api/index.ts';
import { wordsOf } from '../words.ts';

/** One word that a profile must have. */
export interface Term {
  readonly word: string;
  /** The last word may be unfinished: it also matches words of name and city that begin so. */
  readonly prefix: boolean;
  /** How many profiles have it, for its weight; 0 where it is not known. */
  readonly found: number;
}

/** BM25F: weight and usual length in words of each field, saturation `k1`, length normalisation `b`. */
const FIELDS = [
  { read: (profile: ProfileView) => wordsOf(profile.name), weight: 3, usualLength: 1.5, prefix: true },
  { read: (profile: ProfileView) => wordsOf(profile.city), weight: 1.5, usualLength: 1.2, prefix: true },
  { read: (profile: ProfileView) => profile.interests.flatMap(wordsOf), weight: 2, usualLength: 4, prefix: false },
] as const;
const K1 = 1.2;
const B = 0.5;
/** A word that only begins as asked counts half. */
const PREFIX_WEIGHT = 0.5;
const POPULARITY_WEIGHT = 0.1;

/**
 * How well a profile answers the terms: BM25F over name, city and interests, raised by popularity (logarithmic, so that relevance leads).
 * Null where a term is missing: all must match. Rounded to 4 decimals, so that equal profiles tie exactly.
 *
 * @param total number of profiles, for the weight of rare words
 */
export function scoreOf(profile: ProfileView, terms: readonly Term[], total: number): number | null {
  const fields = FIELDS.map((field) => ({ ...field, words: field.read(profile) }));
  let relevance = 0;
  for (const term of terms) {
    let weighted = 0;
    for (const { words, weight, usualLength, prefix } of fields) {
      const hits = words.reduce((sum, word) => sum + hitOf(word, term, prefix), 0);
      if (hits > 0) weighted += (weight * hits) / (1 - B + (B * words.length) / usualLength);
    }
    if (weighted === 0) return null;
    relevance += (rarity(term.found, total) * weighted) / (K1 + weighted);
  }
  const boost = 1 + POPULARITY_WEIGHT * Math.log10(1 + Math.max(0, profile.popularity));
  return Math.round(relevance * boost * 10_000) / 10_000;
}

function hitOf(word: string, term: Term, prefixField: boolean): number {
  if (word === term.word) return 1;
  return term.prefix && prefixField && word.startsWith(term.word) ? PREFIX_WEIGHT : 0;
}

/** Inverse document frequency, at least a little above 0. */
function rarity(found: number, total: number): number {
  if (found <= 0 || total <= 0) return 1;
  const known = Math.min(found, total);
  return Math.log(1 + (total - known + 0.5) / (known + 0.5));
}
