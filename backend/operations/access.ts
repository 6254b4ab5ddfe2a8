import { OperationError } from '../../lib/wire/index.ts';
import type { Caller } from './context.ts';
import type { Access } from './define.ts';

/** @throws OperationError `unauthenticated` without a caller where one is needed; `permission-denied` where the claim is missing */
export function requireAccess(access: Access, caller: Caller | null): void {
  if (access === 'public') return;
  if (caller === null) throw new OperationError('unauthenticated', 'sign in: this needs a bearer token');
  if (access === 'admin' && !caller.admin && !caller.superAdmin) {
    throw new OperationError('permission-denied', 'this needs the admin claim', { needs: 'admin' });
  }
  if (access === 'superAdmin' && !caller.superAdmin) {
    throw new OperationError('permission-denied', 'this needs the superAdmin claim', { needs: 'superAdmin' });
  }
}
