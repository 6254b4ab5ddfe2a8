import { z } from 'zod';
import { defineFault } from './define.ts';
import { operationsOf } from './flags.ts';
import { COUNTRY, noteRegion, type RegionNotes, setRegion } from './regions.ts';

/** Pack 353 §8: a feature is switched per country; everybody else keeps it. */
export const countryOff = defineFault({
  summary: 'A feature is switched off in one country',
  params: z.strictObject({
    country: z.string().regex(/^[A-Z]{2}$/, 'give a two-letter country code such as DE'),
    feature: z.string().min(1).max(64),
  }),
  needs: ['target'],
  sentence: ({ country, feature }) => `${feature} is switched off in ${country}`,
  claims: ({ country, feature }) => [`country:${country}:${feature}`],
  touches: ({ feature }) => operationsOf(feature),
  prepare: ({ country, feature }, ctx) => noteRegion(ctx, COUNTRY, country, feature),
  apply: ({ country, feature }, ctx) => setRegion(ctx, COUNTRY, country, feature, { enabled: false }),
  revert: ({ country, feature }, ctx, { value }: RegionNotes) => setRegion(ctx, COUNTRY, country, feature, value),
});
