import { OperationError } from '../../../lib/wire/index.ts';

/** An empty body is `undefined`; a body with `__proto__` keys is refused, since it could only be an attack. */
export function parseJson(text: string, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, text === '' ? undefined : JSON.parse(text, refusePrototypes(text)));
  } catch (error) {
    done(error instanceof OperationError ? error : new SyntaxError('invalid JSON'));
  }
}

/** Either key as it stands, or any escape that may spell it. */
const SUSPICIOUS = /__proto__|constructor|\\u00/;

function refusePrototypes(text: string): ((key: string, value: unknown) => unknown) | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  return (key, value) => {
    if (
      key === '__proto__' ||
      (key === 'constructor' && typeof value === 'object' && value !== null && 'prototype' in value)
    ) {
      throw new OperationError('invalid-argument', `the key "${key}" is not allowed`, { field: key });
    }
    return value;
  };
}
