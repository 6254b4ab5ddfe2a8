import { OperationError } from '../../lib/wire/index.ts';
import type { Sentinel, Value, WriteData } from '../ports/index.ts';
import { isSentinel } from './values.ts';

/** Firestore's limits on maps and arrays within each other, and on the size of one document in bytes. */
const MAX_DEPTH = 20;
const MAX_DOCUMENT_SIZE = 1_048_576;

/**
 * Refuses what Firestore would refuse or what JSON would change without a word, so that all adapters keep the same documents: numbers
 * that are not finite, objects that are not plain, arrays in arrays, undefined in depth, reserved field names, broken UTF-16, too
 * much data (sized as Firestore does, with a character as one byte).
 * @throws OperationError `invalid-argument` naming the document and field
 */
export function checkData(path: string, data: WriteData): void {
  let size = path.length;
  for (const field of Object.keys(data)) {
    const value = data[field];
    if (value === undefined) continue;
    checkName(path, field);
    if (isSentinel(value)) size += checkSentinel(path, field, value);
    else size += field.length + 1 + checkValue(path, field, value, 1);
  }
  if (size > MAX_DOCUMENT_SIZE) {
    throw new OperationError('invalid-argument', `${path}: ${size} bytes are more than a document holds (1 MiB)`);
  }
}

/** Returns the size of the value. */
function checkValue(path: string, field: string, value: Value, depth: number): number {
  switch (typeof value) {
    case 'boolean':
      return 1;
    case 'string':
      if (!value.isWellFormed()) throw bad(path, field, 'is a text with half a character (a lone surrogate)');
      return value.length + 1;
    case 'number':
      if (!Number.isFinite(value)) throw bad(path, field, `is ${value}, which is no finite number`);
      return 8;
    case 'object':
      if (value === null) return 1;
      return Array.isArray(value)
        ? checkArray(path, field, value as readonly Value[], depth)
        : checkMap(path, field, value as { readonly [key: string]: Value }, depth);
    default:
      throw bad(path, field, `is ${typeof value}, which no document can hold`);
  }
}

function checkArray(path: string, field: string, values: readonly Value[], depth: number): number {
  if (depth > MAX_DEPTH) throw bad(path, field, `is nested more than ${MAX_DEPTH} deep`);
  let size = 0;
  for (const [i, value] of values.entries()) {
    if (Array.isArray(value)) throw bad(path, `${field}.${i}`, 'is an array in an array');
    size += checkValue(path, field, value, depth + 1);
  }
  return size;
}

function checkMap(path: string, field: string, map: { readonly [key: string]: Value }, depth: number): number {
  if (depth > MAX_DEPTH) throw bad(path, field, `is nested more than ${MAX_DEPTH} deep`);
  const proto: unknown = Object.getPrototypeOf(map);
  if (proto !== Object.prototype && proto !== null) throw bad(path, field, 'is no plain object');
  if ('$op' in map) throw bad(path, field, 'is a sentinel below the top level');
  let size = 0;
  for (const key of Object.keys(map)) {
    checkName(path, key);
    size += key.length + 1 + checkValue(path, `${field}.${key}`, map[key] as Value, depth + 1);
  }
  return size;
}

function checkSentinel(path: string, field: string, sentinel: Sentinel): number {
  if (sentinel.$op === 'increment' && !Number.isFinite(sentinel.by)) {
    throw bad(path, field, `is incremented by ${sentinel.by}, which is no finite number`);
  }
  return field.length + 9;
}

/** Firestore reserves `__…__`; `__proto__` is one of them. */
function checkName(path: string, field: string): void {
  if (field === '' || (field.startsWith('__') && field.endsWith('__'))) {
    throw bad(path, JSON.stringify(field), 'has a name that is not allowed');
  }
}

const bad = (path: string, field: string, what: string) =>
  new OperationError('invalid-argument', `${path}: field ${field} ${what}`);
