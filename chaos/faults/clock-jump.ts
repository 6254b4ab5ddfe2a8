import { z } from 'zod';
import { defineFault } from './define.ts';
import { applyInHost, revertInHost } from './host.ts';

/** As far as operators' tokens last. */
const MOST_MS = 600_000;

/** The providers' clocks do not jump along, so what they have signed looks old or early. */
export const clockJump = defineFault({
  summary: 'The backend’s clock jumps, forward or back, and later returns',
  params: z.strictObject({ byMs: z.int().min(-MOST_MS).max(MOST_MS).default(120_000) }),
  needs: ['target', 'backend-controls'],
  sentence: ({ byMs }) => `The backend’s clock jumps ${Math.abs(byMs) / 1000} s ${byMs < 0 ? 'back' : 'forward'}`,
  claims: () => ['clock'],
  touches: () => ['*'],
  apply: ({ byMs }, ctx) => applyInHost(ctx, 'clock-jump', { byMs }),
  revert: (_params, ctx) => revertInHost(ctx),
});
