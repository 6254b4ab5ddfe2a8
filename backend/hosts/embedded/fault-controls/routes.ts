import { OperationError } from '../../../../lib/wire/index.ts';
import type { Route } from '../../../operations/index.ts';
import { validated } from '../../../operations/validate.ts';
import type { ChaosControls } from './controls.ts';
import { faultBody } from './kinds.ts';

const ID = /^[A-Za-z0-9._-]{1,100}$/;

/** For super-admins, and only where the host was told to carry them: faults of the store and of the clock, each with a time to live. */
export function chaosRoutes(controls: ChaosControls): Route[] {
  const shared = { access: 'superAdmin', feature: 'host' } as const;
  return [
    {
      ...shared,
      method: 'GET',
      path: '/chaos/faults',
      summary: 'Faults of this process that are in force',
      handler: async () => ({ status: 200, body: { faults: controls.list() } }),
    },
    {
      ...shared,
      method: 'PUT',
      path: '/chaos/faults/:id',
      summary: 'Put a fault in force, for its time to live at most',
      handler: async (_ctx, { params, body }) => {
        const id = params.id ?? '';
        if (!ID.test(id)) throw new OperationError('invalid-argument', 'id: give letters, digits, ".", "_" and "-"');
        return { status: 200, body: controls.apply(id, validated(faultBody, body)) };
      },
    },
    {
      ...shared,
      method: 'DELETE',
      path: '/chaos/faults/:id',
      summary: 'End a fault; ending it twice is no error',
      handler: async (_ctx, { params }) => ({ status: 200, body: { reverted: controls.revert(params.id ?? '') } }),
    },
  ];
}
