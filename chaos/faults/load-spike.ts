import { z } from 'zod';
import { defineFault } from './define.ts';

/** A push notification went out, or a star said the app's name. The plan's stages carry it: the generator cannot be told anything once it runs. */
export const loadSpike = defineFault({
  summary: 'The load rises to a multiple, and falls again',
  params: z.strictObject({ factor: z.number().min(1.1).max(5).default(2) }),
  needs: ['generator'],
  sentence: ({ factor }) => `${factor} times as many users arrive`,
  claims: () => ['load'],
  touches: () => [],
  loadFactor: ({ factor }) => factor,
  apply: async () => {},
  revert: async () => {},
});
