import { OperationError } from '../../lib/wire/index.ts';

/** Where a page ended, as an opaque text for the client. */
export const encodeCursor = (position: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/**
 * The position that {@link encodeCursor} wrote, checked against the shape that the operation expects.
 * @throws OperationError `invalid-argument` naming the field `cursor`
 */
export function decodeCursor(text: string, shape: readonly ('string' | 'number')[]): (string | number)[] {
  const position = parsed(Buffer.from(text, 'base64url').toString());
  if (
    !Array.isArray(position) ||
    position.length !== shape.length ||
    !position.every((v, i) => typeof v === shape[i])
  ) {
    throw new OperationError('invalid-argument', 'cursor: give the nextCursor of the page before, unchanged', {
      field: 'cursor',
    });
  }
  return position as (string | number)[];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
