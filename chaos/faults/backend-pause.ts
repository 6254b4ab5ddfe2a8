import { z } from 'zod';
import { defineFault } from './define.ts';

/** As a garbage collection that takes seconds, or a virtual machine that is moved: connections stay open and nothing answers. */
export const backendPause = defineFault({
  summary: 'The backend stands still (SIGSTOP), and goes on (SIGCONT)',
  params: z.strictObject({}),
  needs: ['backend-process'],
  sentence: () => 'The backend stands still',
  claims: () => ['backend'],
  touches: () => ['*'],
  apply: async (_params, { backend }) => backend.pause(),
  revert: async (_params, { backend }) => backend.resume(),
});
