import type { SQLInputValue } from 'node:sqlite';
import type { Value } from '../../ports/index.ts';
import { canonicalText } from '../values.ts';

/**
 * Field values as SQLite values whose own order is Firestore's (null < booleans < numbers < strings < arrays < maps). SQLite orders
 * NULL < numbers < texts < blobs, so null and the booleans sit below every other number, and arrays and maps are blobs. A missing field is NULL.
 */
const NULL_KEY = Number.NEGATIVE_INFINITY;
const FALSE_KEY = -Number.MAX_VALUE;
/** The two doubles above `FALSE_KEY`. */
const TRUE_KEY = FALSE_KEY + 2 ** 971;
const LOWEST_NUMBER_KEY = TRUE_KEY + 2 ** 971;

const encoder = new TextEncoder();
/** Canonical texts of arrays start with [, those of maps with {. */
const FIRST_ARRAY_KEY = encoder.encode('[');
const FIRST_MAP_KEY = encoder.encode('{');

export function keyOf(value: Value | undefined): SQLInputValue {
  switch (typeof value) {
    case 'number':
      return Math.max(value, LOWEST_NUMBER_KEY);
    case 'string':
      return value;
    case 'boolean':
      return value ? TRUE_KEY : FALSE_KEY;
    case 'undefined':
      return null;
    default:
      return value === null ? NULL_KEY : encoder.encode(canonicalText(value));
  }
}

/** The keys of the values that have the same type as `value`: from `first` (inclusive) up to `end` (exclusive; null: no end). */
export function keysOfType(value: Value): { readonly first: SQLInputValue; readonly end: SQLInputValue } {
  if (value === null) return { first: NULL_KEY, end: FALSE_KEY };
  if (typeof value === 'boolean') return { first: FALSE_KEY, end: LOWEST_NUMBER_KEY };
  if (typeof value === 'number') return { first: LOWEST_NUMBER_KEY, end: '' };
  if (typeof value === 'string') return { first: '', end: FIRST_ARRAY_KEY };
  return Array.isArray(value) ? { first: FIRST_ARRAY_KEY, end: FIRST_MAP_KEY } : { first: FIRST_MAP_KEY, end: null };
}
