import fc from 'fast-check';

/** One thing that a customer, a provider, an operator or the world does. */
export type Command =
  | { readonly do: 'buy'; readonly user: number; readonly purchase: number; readonly provider: number }
  | { readonly do: 'pay'; readonly payment: number; readonly amount: 'right' | 'wrong' }
  | { readonly do: 'payTwice' | 'decline' | 'forge' | 'force' | 'rerunJob'; readonly payment: number }
  | { readonly do: 'refund'; readonly payment: number; readonly share: number }
  | { readonly do: 'deliver' | 'misreport'; readonly event: number }
  | { readonly do: 'reach'; readonly provider: number; readonly reachable: boolean }
  | { readonly do: 'loseAnswers'; readonly provider: number; readonly count: number }
  | { readonly do: 'spend'; readonly user: number }
  | { readonly do: 'wait'; readonly minutes: number };

// Few of each, so that most commands meet the same purchases.
const user = fc.nat({ max: 1 });
const payment = fc.nat({ max: 3 });
const event = fc.nat({ max: 9 });
const provider = fc.nat({ max: 2 });
const one = <T extends Command['do']>(...names: T[]) => fc.constantFrom(...names);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: one('buy'), user, purchase: fc.nat({ max: 1 }), provider }) },
  { weight: 4, arbitrary: fc.record({ do: one('pay'), payment, amount: fc.constantFrom('right', 'right', 'wrong') }) },
  { weight: 3, arbitrary: fc.record({ do: one('payTwice', 'decline', 'forge', 'force', 'rerunJob'), payment }) },
  { weight: 2, arbitrary: fc.record({ do: one('refund'), payment, share: fc.constantFrom(0.3, 0.5, 1) }) },
  { weight: 6, arbitrary: fc.record({ do: one('deliver', 'deliver', 'deliver', 'misreport'), event }) },
  { weight: 1, arbitrary: fc.record({ do: one('reach'), provider, reachable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: one('loseAnswers'), provider, count: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ do: one('spend'), user }) },
  { weight: 4, arbitrary: fc.record({ do: one('wait'), minutes: fc.constantFrom(0, 1, 1, 4, 10, 20) }) },
) as fc.Arbitrary<Command>;

/** Commands of one batch run at the same time; the process dies at the store's `after`-th step after its start, and is started anew. */
export const plan = fc.record({
  seed: fc.nat(),
  batches: fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 }),
  crashes: fc.array(fc.record({ after: fc.integer({ min: 1, max: 40 }), late: fc.boolean() }), { maxLength: 6 }),
  /** Whether the App Store tells the payment's name at once; otherwise only its notification does. */
  appleNames: fc.boolean(),
});
