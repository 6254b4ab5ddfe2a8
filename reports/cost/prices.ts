import { z } from 'zod';
import data from './prices.json' with { type: 'json' };

const price = z.number().min(0);
const amount = z.number().min(0);

const regionSchema = z.strictObject({
  title: z.string().min(1),
  firestore: z.strictObject({
    readsPer100k: price,
    writesPer100k: price,
    deletesPer100k: price,
    storedGibMonth: price,
  }),
  functions: z.strictObject({ requestsPerMillion: price, vcpuSecond: price, gibSecond: price }),
  egressGib: price,
});

export const priceListSchema = z.strictObject({
  schemaVersion: z.literal(1),
  currency: z.literal('USD'),
  asOf: z.iso.date(),
  sources: z.array(z.strictObject({ what: z.string().min(1), url: z.url(), checked: z.iso.date() })).min(1),
  /** Discount on the store's operations, as a part of 1, where all of them are committed to. */
  committedUse: z.strictObject({ '1y': z.number().min(0).lt(1), '3y': z.number().min(0).lt(1) }),
  freeTier: z.strictObject({
    perDay: z.strictObject({ reads: amount, writes: amount, deletes: amount }),
    perMonth: z.strictObject({ requests: amount, vcpuSeconds: amount, gibSeconds: amount, egressGib: amount }),
    storedGib: amount,
  }),
  regions: z.record(z.string(), regionSchema),
});

export type PriceList = z.infer<typeof priceListSchema>;
/** Prices of one region, in dollars. */
export type RegionPrices = z.infer<typeof regionSchema>;

export const DEFAULT_REGION = 'us-central1';

/** The one dated, sourced list of prices that anything is priced from. */
export const PRICES: PriceList = priceListSchema.parse(data);

/** Throws a RangeError that names the regions where there is no price for `region`. */
export function pricesOf(region: string, list: PriceList = PRICES): RegionPrices {
  const prices = Object.hasOwn(list.regions, region) ? list.regions[region] : undefined;
  if (prices) return prices;
  const known = Object.keys(list.regions).join(', ');
  throw new RangeError(`no prices for region "${region}": use one of ${known}, or add it to reports/cost/prices.json`);
}

export type Commitment = keyof PriceList['committedUse'];

/** Prices with the discount of a commitment to everything that is used: the most that a commitment can save. */
export function committed(prices: RegionPrices, commitment: Commitment | null, list: PriceList = PRICES): RegionPrices {
  if (commitment === null) return prices;
  const left = 1 - list.committedUse[commitment];
  const { readsPer100k, writesPer100k, deletesPer100k, storedGibMonth } = prices.firestore;
  return {
    ...prices,
    firestore: {
      readsPer100k: readsPer100k * left,
      writesPer100k: writesPer100k * left,
      deletesPer100k: deletesPer100k * left,
      storedGibMonth,
    },
  };
}
