/** Beyond this many trials the score interval is as good, and cheaper. */
const EXACT_UP_TO = 2000;

/** The chance of at least `successes` in `trials` when each succeeds with `probability`: exact. */
export function atLeast(successes: number, trials: number, probability: number): number {
  if (successes <= 0) return 1;
  if (successes > trials || probability <= 0) return 0;
  if (probability >= 1) return 1;
  const odds = Math.log(probability) - Math.log1p(-probability);
  let logTerm = trials * Math.log1p(-probability);
  let below = Math.exp(logTerm);
  for (let i = 1; i < successes; i++) {
    logTerm += Math.log((trials - i + 1) / i) + odds;
    below += Math.exp(logTerm);
  }
  return Math.max(0, 1 - below);
}

/** Whether `successes` of `trials` show, with 95 % confidence, that the true rate is above `share`. Right for the smallest counts too. */
export function surelyAbove(successes: number, trials: number, share: number): boolean {
  if (trials === 0) return false;
  if (trials > EXACT_UP_TO) return (successes / trials - share) / Math.sqrt((share * (1 - share)) / trials) > 1.6449;
  return atLeast(successes, trials, share) < 0.05;
}
