import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

/** A configuration or a piece of evidence that cannot be used; each line names the file, the place in it and the fix. */
export class GateFileError extends Error {
  override readonly name = 'GateFileError';
}

/** Reads JSON or YAML and validates it. Throws {@link GateFileError}. */
export function readChecked<T>(path: string, schema: z.ZodType<T>): T {
  return checked(path, readData(path), schema);
}

export function checked<T>(path: string, value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const place = z.core.toDotPath(issue.path);
    return `${path}: ${place === '' ? '' : `${place}: `}${issue.message}`;
  });
  throw new GateFileError(lines.join('\n'));
}

function readData(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new GateFileError(`${path}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}`);
  }
  try {
    return extname(path) === '.json' ? JSON.parse(text) : parse(text, { maxAliasCount: 20 });
  } catch (error) {
    const kind = error instanceof YAMLParseError ? 'YAML' : 'JSON';
    throw new GateFileError(`${path}: not valid ${kind}: ${(error as Error).message.split('\n')[0]}`);
  }
}
