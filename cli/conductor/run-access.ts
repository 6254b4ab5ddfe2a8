import { rmSync, writeFileSync } from 'node:fs';
import type { Identity } from '../operator/index.ts';
import type { RunFolder } from './run-folder.ts';

/** How another process of this user reaches the run's backend while the run lasts. */
export interface RunAccess {
  readonly url: string;
  /** Of an admin who is no super-admin: enough to flip flags. Null where the operator is a Firebase user: whoever flips flags signs in, too. */
  readonly token: string | null;
}

/** Writes `access.json`, readable by its owner only; disposing removes it. */
export function grantAccess(folder: RunFolder, url: string, operator: Identity, lifetimeMs: number): Disposable {
  const access: RunAccess = { url, token: operator.lend(lifetimeMs) };
  const file = folder.file('access');
  writeFileSync(file, `${JSON.stringify(access)}\n`, { mode: 0o600 });
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}
