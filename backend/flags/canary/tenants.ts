import { calculateRolloutBucket } from '../bucket.ts';

/** What is known of a tenant when a canary is chosen. */
export interface TenantFacts {
  readonly id: string;
  readonly lowRisk: boolean;
  readonly betaProgram: boolean;
  readonly highEngagement: boolean;
  readonly size: 'small' | 'medium' | 'large';
  readonly industry: string;
  /** For coverage around the clock. */
  readonly region: string;
}

/** Shares that the chosen tenants are to have (thorbis, tenant selection). */
export const REPRESENTATIVE_MIX = { small: 0.4, medium: 0.4, large: 0.2 } as const;

/**
 * The tenants of a canary of this share: the safest and most willing first, in the mix of sizes, spread over regions. The order does not depend on the share, so a
 * larger canary holds every tenant of a smaller one.
 */
export function selectCanaryTenants(flag: string, percent: number, tenants: readonly TenantFacts[]): string[] {
  const wanted = Math.ceil((tenants.length * percent) / 100);
  return orderOf(flag, tenants).slice(0, wanted);
}

/** All tenants, in the order in which they enter the canary. */
function orderOf(flag: string, tenants: readonly TenantFacts[]): string[] {
  const left = [...tenants].sort(
    (a, b) =>
      fitness(b) - fitness(a) ||
      calculateRolloutBucket(flag, a.id) - calculateRolloutBucket(flag, b.id) ||
      (a.id < b.id ? -1 : 1),
  );
  const chosen: TenantFacts[] = [];
  while (left.length > 0) {
    const size = sizeBelowItsShare(chosen, left);
    const regions = chosen.map(({ region }) => region);
    const fits = left.filter((tenant) => tenant.size === size);
    const rarest = Math.min(...fits.map(({ region }) => occurrences(regions, region)));
    const next = fits.find(({ region }) => occurrences(regions, region) === rarest) ?? fits[0];
    if (next === undefined) break;
    chosen.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return chosen.map(({ id }) => id);
}

const fitness = ({ lowRisk, betaProgram, highEngagement }: TenantFacts): number =>
  Number(lowRisk) * 4 + Number(betaProgram) * 2 + Number(highEngagement);

const occurrences = (all: readonly string[], one: string): number => all.filter((other) => other === one).length;

/** Of the sizes that are left, the one that is furthest below its share of the mix. */
function sizeBelowItsShare(chosen: readonly TenantFacts[], left: readonly TenantFacts[]): TenantFacts['size'] {
  const sizes = (['small', 'medium', 'large'] as const).filter((size) => left.some((tenant) => tenant.size === size));
  const lack = (size: TenantFacts['size']) =>
    REPRESENTATIVE_MIX[size] * (chosen.length + 1) - chosen.filter((tenant) => tenant.size === size).length;
  return sizes.reduce((best, size) => (lack(size) > lack(best) ? size : best));
}
