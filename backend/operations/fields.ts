import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import type { Context } from './context.ts';

const KEY = /^[A-Za-z0-9][A-Za-z0-9_.:~-]{0,127}$/;
/** Room for a prefix, a user id and a client's key. */
const COMPOSED_KEY = /^[A-Za-z0-9][A-Za-z0-9_.:~-]{0,399}$/;

/** Whether the text may be the id of a document that is composed of keys. */
export const isKey = (text: string): boolean => COMPOSED_KEY.test(text);

/** An id that a client chooses or names: user ids, idempotency keys. */
export const keyField = z
  .string()
  .regex(KEY, 'give 1 to 128 characters of A-Z a-z 0-9 _ . : ~ - that start with a letter or digit');

/** How many items a page may hold. */
export const limitField = (max: number) =>
  z.number().int('give a whole number').min(1, 'give at least 1').max(max, `give at most ${max}`);

/** What a page returned as `nextCursor`. */
export const cursorField = z.string().min(1).max(512, 'give the nextCursor of the page before, unchanged');

/** The caller's user id. @throws OperationError `unauthenticated` where nobody is signed in */
export function callerId(ctx: Pick<Context, 'caller'>): string {
  if (!ctx.caller) throw new OperationError('unauthenticated', 'sign in: this needs a bearer token');
  return ctx.caller.uid;
}

/** A place on Earth in degrees (WGS 84). */
export const geoPointField = z.strictObject({
  lat: z.number().min(-90, 'a latitude lies between -90 and 90').max(90, 'a latitude lies between -90 and 90'),
  lng: z.number().min(-180, 'a longitude lies between -180 and 180').max(180, 'a longitude lies between -180 and 180'),
});

/** A user's id. No `_`, which joins two of them in the ids of pairs. */
export const userIdField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.~-]{0,127}$/, 'give a user id: 1 to 128 characters of A-Z a-z 0-9 . ~ -');

/**
 * The id of what two users share (`a_b`), the same whoever asks.
 * @throws OperationError `invalid-argument` where one of them is no user id, or both are the same
 */
export function pairId(one: string, other: string): string {
  for (const uid of [one, other]) {
    if (!userIdField.safeParse(uid).success)
      throw new OperationError('invalid-argument', `"${uid.slice(0, 130)}" is no user id`);
  }
  if (one === other) throw new OperationError('invalid-argument', 'this takes two different users');
  return one < other ? `${one}_${other}` : `${other}_${one}`;
}
