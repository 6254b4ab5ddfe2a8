import { z } from 'zod';
import { defineFault } from './define.ts';

/** What was acknowledged before must be there afterwards. */
export const backendCrash = defineFault({
  summary: 'The backend is killed with kill -9, and started again over the same database',
  params: z.strictObject({}),
  needs: ['backend-process'],
  sentence: () => 'The backend is killed with kill -9',
  claims: () => ['backend'],
  touches: () => ['*'],
  apply: (_params, { backend }) => backend.kill(),
  revert: (_params, { backend }) => backend.start(),
});
