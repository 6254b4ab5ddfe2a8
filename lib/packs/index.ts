/** What tokens cost: the packs that the backend sells, the scenarios buy and the simulated stores know the prices of. */
export interface TokenPack {
  readonly packId: string;
  readonly tokens: number;
  /** In the currency's minor unit (cents). */
  readonly amount: number;
  /** ISO 4217, lower case as Stripe writes it. */
  readonly currency: string;
  /** The product's id in the App Store and in Google Play. */
  readonly productId: string;
}

/** 1,000 tokens for 19.99 is the example of pack 353 §2; the others keep its price per token within 25 %. */
export const TOKEN_PACKS: readonly TokenPack[] = [
  { packId: 'tokens-100', tokens: 100, amount: 249, currency: 'usd', productId: 'loadgate.tokens.100' },
  { packId: 'tokens-500', tokens: 500, amount: 1099, currency: 'usd', productId: 'loadgate.tokens.500' },
  { packId: 'tokens-1000', tokens: 1000, amount: 1999, currency: 'usd', productId: 'loadgate.tokens.1000' },
  { packId: 'tokens-5000', tokens: 5000, amount: 8999, currency: 'usd', productId: 'loadgate.tokens.5000' },
];

export const packById = (packId: string): TokenPack | undefined => TOKEN_PACKS.find((pack) => pack.packId === packId);
export const packByProduct = (productId: string): TokenPack | undefined =>
  TOKEN_PACKS.find((pack) => pack.productId === productId);
