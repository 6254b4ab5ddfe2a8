import type { Check } from '../../lib/results/index.ts';
import type { Slo } from '../../lib/slo/index.ts';

/** Objectives of one scope side by side: all requests, a journey, an operation, or a phase. */
export interface ObjectiveRow {
  readonly scope: string;
  /** In the order of {@link ObjectiveTable.columns}; null where the scope has no such objective. */
  readonly cells: readonly (Check | null)[];
}

export interface ObjectiveTable {
  readonly columns: readonly string[];
  readonly rows: readonly ObjectiveRow[];
}

const columnOf = ({ indicator }: Slo): string => {
  switch (indicator.kind) {
    case 'latency':
      return `p${indicator.quantile * 100}`;
    case 'error-rate':
      return 'Errors';
    case 'cache-hit-rate':
      return 'Cache hits';
    case 'events-exactly-once':
      return 'Events lost or doubled';
  }
};

const scopeOf = (slo: Slo): string =>
  [slo.journey, slo.operation].filter((it) => it !== undefined).join(' / ') || 'All requests';

/** The judged objectives as a table: one row for each scope, one column for each indicator. */
export function objectiveTable(slos: readonly Slo[], checks: readonly Check[]): ObjectiveTable {
  const columns = [...new Set(slos.map(columnOf))];
  const rows = new Map<string, (Check | null)[]>();
  for (const check of checks) {
    const slo = slos.find((it) => it.id === check.id || `${it.id}@${check.phase}` === check.id);
    if (check.kind !== 'slo' || !slo) continue;
    const scope = check.phase === undefined ? scopeOf(slo) : phaseTitle(check.phase);
    const cells = rows.get(scope) ?? columns.map(() => null);
    cells[columns.indexOf(columnOf(slo))] = check;
    rows.set(scope, cells);
  }
  return { columns, rows: [...rows].map(([scope, cells]) => ({ scope, cells })) };
}

/** `recovery:outage` → `Recovery from outage`. */
export function phaseTitle(phase: string): string {
  if (phase.startsWith('fault:')) return `During ${phase.slice('fault:'.length)}`;
  if (phase.startsWith('recovery:')) return `Recovery from ${phase.slice('recovery:'.length)}`;
  return phase === 'baseline' ? 'Baseline, before any fault' : phase;
}
