import { z } from 'zod';
import { defineAdminOperation, type Operation } from '../../operations/index.ts';
import { changeRegion, type RegionalChange } from '../change/regions.ts';
import type { Rejections } from '../change/rejections.ts';
import { reasonGiven } from '../change/requests.ts';
import { COUNTRIES, PLATFORMS } from '../paths.ts';
import type { FlagService } from '../service/flag-service.ts';

const common = { ...reasonGiven.shape, feature: z.string().min(1), confirm: z.string().optional() };
const rule = z.strictObject({ enabled: z.boolean(), requireVerification: z.boolean().optional() });
const country = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'give a two-letter country code such as DE');
const platform = z.enum(['web', 'ios', 'android'], 'give web, ios or android');
const setting = z.string().regex(/^[A-Za-z0-9_-]{1,50}$/, 'give a word such as hd');
const countryInput = z.strictObject({ ...common, country, value: rule.nullable() });
const platformInput = z.strictObject({ ...common, platform, value: z.union([rule, setting]).nullable() });

/** Per country and platform (pack 353 §8); `value` null removes the rule. */
export function regionalOperations({
  service,
  rejections,
}: {
  service: FlagService;
  rejections: Rejections;
}): Operation[] {
  const define = <I>(name: string, summary: string, input: z.ZodType<I>, changeOf: (input: I) => RegionalChange) =>
    defineAdminOperation({
      name,
      summary,
      access: 'admin',
      feature: 'flags',
      flag: null,
      input,
      handler: (ctx, asked) => {
        const change = changeOf(asked);
        return rejections.audited(ctx, { flag: change.field, action: name, asked }, async () => {
          const after = await changeRegion(ctx, change);
          await service.refresh();
          return { region: change.region, features: after };
        });
      },
    });
  return [
    define(
      'setCountryFeature',
      'Switch a feature on or off in a country, or ask for verification there',
      countryInput,
      ({ country: region, feature: field, value, ...rest }) => ({
        ...rest,
        collection: COUNTRIES,
        region,
        field,
        value: clean(value),
      }),
    ),
    define(
      'setPlatformFeature',
      'Switch a feature on or off on a platform, or set how it is there (videoCallsQuality)',
      platformInput,
      ({ platform: region, feature: field, value, ...rest }) => ({
        ...rest,
        collection: PLATFORMS,
        region,
        field,
        value: typeof value === 'string' ? value : clean(value),
      }),
    ),
  ];
}

/** Documents hold no undefined. */
const clean = (value: z.infer<typeof rule> | null) =>
  value && { enabled: value.enabled, ...(value.requireVerification && { requireVerification: true }) };
