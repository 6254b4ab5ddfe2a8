import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands under a run's name; `problem` says in words why it is no run folder. */
export type RunPlace = 'folder' | 'absent' | { readonly problem: string };

/** Links are not followed: one could lead anywhere. `runId` has been checked against the form of run ids, so that it is one name and no path. */
export async function placeOf(folder: string, runId: string): Promise<RunPlace> {
  try {
    const found = await lstat(join(folder, runId));
    if (found.isDirectory()) return 'folder';
    return { problem: found.isSymbolicLink() ? 'The folder is a link, which is not followed.' : 'This is no folder.' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : { problem: `The folder cannot be read (${code}).` };
  }
}

/** Whether a plain file of this name is there. */
export async function hasFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
