import type { BilledOperations, BillingCounts } from '../../lib/results/index.ts';

/** The bill of a run whose backend was started anew on the way: the meters of all its processes. Bytes are those of the last one. */
export function sumOfBillings(all: readonly BillingCounts[]): BillingCounts {
  const rows = new Map<string, BilledOperations>();
  for (const row of all.flatMap((one) => one.rows)) {
    const key = `${row.feature} ${row.operation}`;
    const so = rows.get(key);
    rows.set(key, {
      feature: row.feature,
      operation: row.operation,
      reads: row.reads + (so?.reads ?? 0),
      writes: row.writes + (so?.writes ?? 0),
      deletes: row.deletes + (so?.deletes ?? 0),
    });
  }
  const last = all.at(-1)?.process;
  const cpuSeconds = all.reduce((sum, one) => sum + (one.process?.cpuSeconds ?? 0), 0);
  return { schemaVersion: 1, rows: [...rows.values()], ...(last && { process: { ...last, cpuSeconds } }) };
}
