import { OperationError } from '../../lib/wire/index.ts';

/** `chats/c1/messages/m1` → collection `chats/c1/messages`, id `m1`. */
export function splitPath(path: string): { collection: string; id: string } {
  const cut = path.lastIndexOf('/');
  const segments = path.split('/');
  if (cut <= 0 || segments.length % 2 !== 0 || segments.includes('')) {
    throw new OperationError(
      'invalid-argument',
      `"${path}" is no document path: give collection/id pairs, such as users/u1`,
    );
  }
  return { collection: path.slice(0, cut), id: path.slice(cut + 1) };
}

/** Whether a document's collection is one that the query reads. */
export function inCollection(collection: string, query: { collection: string; group?: boolean }): boolean {
  if (!query.group) return collection === query.collection;
  return collection === query.collection || collection.endsWith(`/${query.collection}`);
}
