/** What a paid message costs, in whole tokens. */
export const CHAT_PRICES = {
  messageTokens: 2,
  /** Share of the platform, exact over a recipient's messages; the recipient gets the rest. */
  commissionPercent: 35,
} as const;

export interface Split {
  readonly commission: number;
  readonly recipient: number;
  /** Hundredths of a token of commission that are still due: 0 to 99. */
  readonly carry: number;
}

/**
 * How a price is divided: both parts are whole tokens and sum to the price. 35 % of 2 tokens are 0.7: what does not make a whole token is carried to the
 * recipient's next message, so that 10 messages bring the platform 7 tokens, and not 0.
 */
export function splitPrice(tokens: number, commissionPercent: number, carried: number): Split {
  const due = tokens * commissionPercent + carried;
  const commission = Math.min(tokens, Math.floor(due / 100));
  return { commission, recipient: tokens - commission, carry: due - commission * 100 };
}
