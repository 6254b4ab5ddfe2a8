import { z } from 'zod';
import { defineAdminOperation } from '../operations/index.ts';

/** A page is one answer: large enough that a run's evidence takes few of them. */
const MAX_PAGE = 2_000;

const input = z.strictObject({
  collection: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9]*$/,
      'name one collection, without slashes: nested ones are found by their last segment',
    )
    .describe('last segment of the collections to read, at any depth'),
  after: z.string().max(1_500).optional().describe('path of the last document of the page before'),
  limit: z.int().min(1).max(MAX_PAGE).default(MAX_PAGE),
});

export interface ExportedPage {
  readonly documents: readonly { readonly path: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** Pass it as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/**
 * Reads whole collections in the order of their paths, for checkers that hold the final state against what clients saw, and for backups.
 * Only super-admins: it shows every field of every user.
 */
export const exportDocuments = defineAdminOperation<z.output<typeof input>, ExportedPage>({
  name: 'exportDocuments',
  summary: 'Read a collection, page by page',
  access: 'superAdmin',
  feature: 'export',
  flag: null,
  input,
  handler: async (ctx, { collection, after, limit }) => {
    const docs = await ctx.store.query({
      collection,
      group: true,
      limit,
      ...(after !== undefined && { startAfter: [after] }),
    });
    return {
      documents: docs.map(({ path, data }) => ({ path, data })),
      next: docs.length === limit ? (docs.at(-1)?.path ?? null) : null,
    };
  },
});
