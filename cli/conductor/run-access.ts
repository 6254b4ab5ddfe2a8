import { rmSync, writeFileSync } from 'node:fs';
import { signToken } from '../../lib/auth/index.ts';
import { hmacWith } from './operator.ts';
import type { RunFolder } from './run-folder.ts';

/** How another process of this user reaches the run's backend while the run lasts. */
export interface RunAccess {
  readonly url: string;
  /** Of an admin who is no super-admin: enough to flip flags. */
  readonly token: string;
}

/** Writes `access.json`, readable by its owner only; disposing removes it. */
export function grantAccess(folder: RunFolder, url: string, secret: string, lifetimeMs: number): Disposable {
  const iat = Math.floor(Date.now() / 1_000);
  const exp = iat + Math.ceil(lifetimeMs / 1_000);
  const token = signToken({ sub: 'loadgate-flags', iat, exp, admin: true }, hmacWith(secret));
  const access: RunAccess = { url, token };
  const file = folder.file('access');
  writeFileSync(file, `${JSON.stringify(access)}\n`, { mode: 0o600 });
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}
