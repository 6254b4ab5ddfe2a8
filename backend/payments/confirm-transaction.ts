import { applyFact, type FactContext, type Outcome, type Source } from './apply-fact.ts';

/**
 * Credits the tokens of a purchase that the provider says was paid (pack 353 §2), once, however often and from wherever it is called.
 * Another amount or currency than was owed is not credited but escalated; money that pays for no purchase is kept on record for people.
 * @param paid in the currency's minor unit
 */
export const confirmTransaction = (
  ctx: FactContext,
  transactionId: string | null,
  providerTxId: string,
  paid: { readonly amount: number; readonly currency: string },
  source: Source,
): Promise<Outcome> => applyFact(ctx, transactionId, { kind: 'succeeded', providerTxId, ...paid }, source);
