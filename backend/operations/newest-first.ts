import type { Doc, Query } from '../ports/index.ts';
import type { Context } from './context.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { cursorField, limitField } from './fields.ts';

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** Input fields of an operation that {@link newestFirst} answers. */
export const pageFields = {
  limit: limitField(MAX_PAGE).exactOptional(),
  cursor: cursorField.exactOptional(),
} as const;

export interface Page<T> {
  readonly docs: readonly Doc<T>[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** A page of documents by falling `at`. Bills one read per document. In degraded mode there is the newest page only. */
export async function newestFirst<T extends { readonly at: number }>(
  ctx: Pick<Context, 'store' | 'mode'>,
  from: Pick<Query, 'collection' | 'where'>,
  { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number; readonly cursor?: string },
): Promise<Page<T>> {
  const degraded = ctx.mode === 'degraded';
  if (degraded && cursor !== undefined) return { docs: [], nextCursor: null };
  const docs = await ctx.store.query<T>({
    ...from,
    orderBy: [['at', 'desc']],
    limit,
    ...(cursor !== undefined && { startAfter: decodeCursor(cursor, ['number', 'string']) }),
  });
  const last = docs.at(-1);
  const isMore = last && docs.length === limit && !degraded;
  return { docs, nextCursor: isMore ? encodeCursor([last.data.at, last.id]) : null };
}
