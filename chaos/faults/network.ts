/** What the faults of the network share: a toxic of Toxiproxy on one link, named after the planned fault. */
import { z } from 'zod';
import { ControlRefused, type FaultContext } from './context.ts';
import { defineFault, type FaultKind } from './define.ts';

/** Who talks to whom; a proxy of the link's name stands in between where a plan has a fault of the network there. */
export const LINKS = [
  'generator-backend',
  'backend-stripe',
  'backend-apple',
  'backend-google',
  'providers-backend',
] as const;
export type Link = (typeof LINKS)[number];
export const link = z.enum(LINKS).default('generator-backend');

/** The operations that a broken link can be felt by. */
export const touchedThrough = (on: Link): readonly string[] =>
  on === 'generator-backend' ? ['*'] : on === 'providers-backend' ? [] : ['purchaseTokens', 'submitPurchaseReceipt'];

interface ToxicSpec<P extends z.ZodRawShape> {
  readonly summary: string;
  readonly type: 'latency' | 'timeout' | 'reset_peer' | 'bandwidth';
  readonly params: P;
  what(params: z.output<z.ZodObject<P>>): string;
  attributes(params: z.output<z.ZodObject<P>>): Readonly<Record<string, number>>;
}

const base = z.strictObject({
  link,
  /** Part of the connections that are struck. */
  fraction: z.number().gt(0).max(1).default(1),
});

export function toxic<P extends z.ZodRawShape>(spec: ToxicSpec<P>): FaultKind {
  const own = z.strictObject(spec.params);
  const params = base.extend(spec.params);
  const parts = (given: object) => {
    const { link: on, fraction, ...rest } = given as z.output<typeof base>;
    return { on, fraction, rest: own.parse(rest) };
  };
  return defineFault({
    summary: spec.summary,
    params,
    needs: ['toxiproxy'],
    sentence: (given) => `Between ${parts(given).on.replace('-', ' and ')}: ${spec.what(parts(given).rest)}`,
    claims: (given) => [`link:${parts(given).on}`],
    touches: (given) => touchedThrough(parts(given).on),
    links: (given) => [parts(given).on],
    async apply(given, ctx) {
      const { on, fraction: toxicity, rest } = parts(given);
      const body = { name: ctx.name, type: spec.type, toxicity, attributes: spec.attributes(rest) };
      await ctx.toxiproxy('POST', `/proxies/${on}/toxics`, body);
    },
    revert: (given, ctx) => removeToxic(ctx, parts(given).on),
  });
}

async function removeToxic(ctx: FaultContext, on: Link): Promise<void> {
  try {
    await ctx.toxiproxy('DELETE', `/proxies/${on}/toxics/${ctx.name}`);
  } catch (error) {
    // It is gone, which is what was wanted.
    if (!(error instanceof ControlRefused) || error.status !== 404) throw error;
  }
}
