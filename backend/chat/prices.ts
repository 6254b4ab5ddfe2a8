/** What a paid message costs, in whole tokens. */
export const CHAT_PRICES = {
  messageTokens: 2,
  /** Share of the platform, rounded down to whole tokens; the recipient gets the rest. */
  commissionPercent: 35,
} as const;

/** How a price is divided: both parts are whole tokens and sum to the price. */
export function splitPrice(tokens: number, commissionPercent: number): { commission: number; recipient: number } {
  const commission = Math.floor((tokens * commissionPercent) / 100);
  return { commission, recipient: tokens - commission };
}
