import { FieldValue, Timestamp } from '@google-cloud/firestore';
import type { DocData, Sentinel, Value, WriteData } from '../../ports/index.ts';
import { isSentinel } from '../values.ts';

/**
 * Fields that Firestore must hold as timestamps, because its TTL policies look at nothing else. Everywhere else a time is a number of
 * Unix milliseconds; the domain sees milliseconds in both cases.
 */
export const TIMESTAMP_FIELDS: ReadonlySet<string> = new Set(['expireAt']);

/** One field on its way into Firestore. */
export function toField(field: string, value: Value | Sentinel): unknown {
  if (isSentinel(value)) {
    if (value.$op === 'increment') return FieldValue.increment(value.by);
    return value.$op === 'serverTimestamp' ? FieldValue.serverTimestamp() : FieldValue.delete();
  }
  return TIMESTAMP_FIELDS.has(field) && typeof value === 'number' ? Timestamp.fromMillis(value) : value;
}

/** The fields of a whole document; `deleteField` has no meaning there, as the rest is replaced anyway. */
export function toFields(data: WriteData): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data)) {
    if (value === undefined || (isSentinel(value) && value.$op === 'deleteField')) continue;
    fields[field] = toField(field, value);
  }
  return fields;
}

/** A document on its way out: timestamps become Unix milliseconds, at any depth. */
export function fromFields(fields: Record<string, unknown>): DocData {
  return fromValue(fields) as DocData;
}

function fromValue(value: unknown): Value {
  if (value instanceof Timestamp) return value.toMillis();
  if (Array.isArray(value)) return value.map(fromValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fromValue(one)]));
  }
  return value as Value;
}
