import { constants, type FileHandle, open } from 'node:fs/promises';

/** What a file holds; `problem` says in words why that is not known; null where there is no such file. */
export type FileText = { readonly text: string } | { readonly problem: string } | null;

/** No link is followed, whatever it points at, and nothing is waited for: a pipe would never end. */
const CAREFULLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a plain file of at most `most` bytes. Never throws. */
export async function readBounded(path: string, most: number): Promise<FileText> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, CAREFULLY);
    const { size } = await file.stat().then((stats) => (stats.isFile() ? stats : { size: -1 }));
    if (size < 0) return { problem: 'is no plain file' };
    if (size > most) return { problem: `is larger than ${Math.round(most / 1024)} KiB, which none should be` };
    // What is appended meanwhile is not looked at.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
    return { text: buffer.toString('utf8', 0, bytesRead) };
  } catch (error) {
    return problemOf(error as NodeJS.ErrnoException);
  } finally {
    await file?.close();
  }
}

function problemOf({ code, message }: NodeJS.ErrnoException): FileText {
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  return { problem: code === 'ELOOP' ? 'is a link, which is not followed' : `cannot be read (${code ?? message})` };
}
