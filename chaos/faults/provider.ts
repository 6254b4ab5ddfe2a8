/** What the faults of payment providers share: each is put in force at the simulated providers under the planned fault's name, with a time to live. */
import { z } from 'zod';
import { PROVIDER_FAULTS, type ProviderFaultName } from '../providers/faults/index.ts';
import { defineFault, type FaultKind } from './define.ts';

const PROVIDERS = ['stripe', 'apple', 'google'] as const;
const NAMES = {
  stripe: 'Stripe',
  apple: 'the App Store',
  google: 'Google Play',
  all: 'every payment provider',
} as const;
/** What clients feel of a provider that fails; webhooks are felt by nobody at once. */
const FELT = ['purchaseTokens', 'submitPurchaseReceipt'];

const base = z.strictObject({
  provider: z.enum([...PROVIDERS, 'all']).default('all'),
  /** Part of the requests, events or payments that are struck. */
  fraction: z.number().gt(0, 'give a share above 0, up to 1').max(1, 'give a share above 0, up to 1').default(1),
});
type Base = z.output<typeof base>;

/** @param what finishes a sentence that begins with the provider's name in the role of "At Stripe, …" */
export function providerFault<K extends ProviderFaultName>(
  fault: K,
  what: string,
  { felt }: { readonly felt: boolean } = { felt: true },
): FaultKind {
  const { summary, params: own } = PROVIDER_FAULTS[fault];
  return defineFault({
    summary: `At one payment provider or all: ${lowerFirst(summary)}`,
    params: base.extend(own.shape),
    needs: ['providers'],
    sentence: (params) => {
      const { provider, fraction } = params as Base;
      const share = fraction === 1 ? '' : ` (${Math.round(fraction * 100)} % of them)`;
      return `At ${NAMES[provider]}, ${what}${share}`;
    },
    claims: (params) => {
      const { provider } = params as Base;
      return (provider === 'all' ? PROVIDERS : [provider]).map((one) => `provider:${one}:${fault}`);
    },
    touches: () => (felt ? FELT : []),
    async apply(params, ctx) {
      const { provider, fraction, ...rest } = params as Base;
      const providers = provider === 'all' ? PROVIDERS : [provider];
      const common = { id: ctx.name, seed: ctx.seed, ttlMs: ctx.ttlMs };
      await ctx.providers('POST', '/faults', { ...common, fault, providers, fraction, params: rest });
    },
    revert: async (_params, ctx) => {
      await ctx.providers('DELETE', `/faults/${ctx.name}`);
    },
  });
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
