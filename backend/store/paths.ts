import { OperationError } from '../../lib/wire/index.ts';

/** A path cut into its parts: `chats/c1/messages/m1` → collection `chats/c1/messages`, collectionId `messages`, id `m1`. */
export interface PathParts {
  readonly collection: string;
  /** The last segment of the collection: what an index, a table and a collection group are named after. */
  readonly collectionId: string;
  readonly id: string;
}

/** @throws OperationError `invalid-argument` where the path is not made of collection/id pairs */
export function splitPath(path: string): PathParts {
  const cut = path.lastIndexOf('/');
  if (!isDocumentPath(path)) {
    throw new OperationError(
      'invalid-argument',
      `"${path}" is no document path: give collection/id pairs, such as users/u1`,
    );
  }
  const collection = path.slice(0, cut);
  return { collection, collectionId: collectionIdOf(collection), id: path.slice(cut + 1) };
}

/** The last segment of a collection path. */
export const collectionIdOf = (collection: string): string => collection.slice(collection.lastIndexOf('/') + 1);

/** An even number of segments, none of them empty; written without allocation, as every write passes here. */
function isDocumentPath(path: string): boolean {
  let slashes = 0;
  let segmentStart = 0;
  for (let i = 0; i <= path.length; i++) {
    if (i < path.length && path.charCodeAt(i) !== 47) continue;
    if (i === segmentStart) return false;
    segmentStart = i + 1;
    if (i < path.length) slashes++;
  }
  return slashes % 2 === 1;
}
