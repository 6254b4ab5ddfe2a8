import type { Operator } from '../operator/index.ts';

export interface ExportedDoc {
  readonly path: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Page {
  readonly documents: readonly ExportedDoc[];
  readonly next: string | null;
}

const PAGE_TIMEOUT_MS = 120_000;

/** Every document of the collections whose last segment is this, in the order of their paths, a page at a time. */
export async function* exported(operator: Pick<Operator, 'call'>, collection: string): AsyncGenerator<ExportedDoc> {
  let after: string | null = null;
  do {
    const request = { collection, ...(after !== null && { after }) };
    const page = (await operator.call('exportDocuments', request, PAGE_TIMEOUT_MS)) as Page;
    yield* page.documents;
    after = page.next;
  } while (after !== null);
}
