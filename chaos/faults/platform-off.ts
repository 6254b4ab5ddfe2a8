import { z } from 'zod';
import { defineFault } from './define.ts';
import { operationsOf } from './flags.ts';
import { noteRegion, PLATFORM, type RegionNotes, setRegion } from './regions.ts';

/** Pack 353 §8: a feature is switched per platform; everybody else keeps it. */
export const platformOff = defineFault({
  summary: 'A feature is switched off on one platform',
  params: z.strictObject({
    platform: z.enum(['web', 'ios', 'android']),
    feature: z.string().min(1).max(64),
  }),
  needs: ['target'],
  sentence: ({ platform, feature }) => `${feature} is switched off on ${platform}`,
  claims: ({ platform, feature }) => [`platform:${platform}:${feature}`],
  touches: ({ feature }) => operationsOf(feature),
  prepare: ({ platform, feature }, ctx) => noteRegion(ctx, PLATFORM, platform, feature),
  apply: ({ platform, feature }, ctx) => setRegion(ctx, PLATFORM, platform, feature, { enabled: false }),
  revert: ({ platform, feature }, ctx, { value }: RegionNotes) => setRegion(ctx, PLATFORM, platform, feature, value),
});
