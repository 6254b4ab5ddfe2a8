/** What country and platform faults share (pack 353 §8). */
import { callOperation, type FaultContext } from './context.ts';
import type { Notes } from './define.ts';

interface Region {
  readonly operation: 'setCountryFeature' | 'setPlatformFeature';
  readonly collection: 'countryFeatureFlags' | 'platformFeatureFlags';
  readonly key: 'country' | 'platform';
}
export const COUNTRY: Region = {
  operation: 'setCountryFeature',
  collection: 'countryFeatureFlags',
  key: 'country',
};
export const PLATFORM: Region = {
  operation: 'setPlatformFeature',
  collection: 'platformFeatureFlags',
  key: 'platform',
};

/** The rule that stood before; null: none. */
export interface RegionNotes extends Notes {
  readonly value: unknown;
}

interface Page {
  readonly documents: readonly { readonly path: string; readonly data: Readonly<Record<string, unknown>> }[];
}

export async function noteRegion(
  ctx: FaultContext,
  { collection }: Region,
  region: string,
  feature: string,
): Promise<RegionNotes> {
  const { documents } = await callOperation<Page>(ctx, 'exportDocuments', { collection });
  const found = documents.find(({ path }) => path === `${collection}/${region}`);
  return { value: found?.data[feature] ?? null };
}

export async function setRegion(
  ctx: FaultContext,
  { operation, key }: Region,
  region: string,
  feature: string,
  value: unknown,
): Promise<void> {
  const reason = `experiment, fault ${ctx.name}`;
  await callOperation(ctx, operation, { [key]: region, feature, value, reason, confirm: feature });
}
