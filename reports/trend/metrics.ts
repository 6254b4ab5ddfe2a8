import { dollars, milliseconds, percent, perSecond } from '../format.ts';
import type { RunRecord, Summary } from '../history/index.ts';

/** A figure that every run of a series has. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  /** Null where a run does not know it. */
  readonly of: (record: RunRecord) => number | null;
  readonly format: (value: number) => string;
  /** Which way is worse. */
  readonly worse: 'higher' | 'lower';
  /** Smallest relative change of the median that is worth a look. */
  readonly least: number;
  /** Smallest change in the metric's own unit. */
  readonly leastAbsolute: number;
}

type Figure = 'p50' | 'p95' | 'rate' | 'errorRate';

const KINDS: Readonly<Record<Figure, Pick<Metric, 'format' | 'worse' | 'least' | 'leastAbsolute'>>> = {
  p50: { format: milliseconds, worse: 'higher', least: 0.1, leastAbsolute: 0.1 },
  p95: { format: milliseconds, worse: 'higher', least: 0.1, leastAbsolute: 0.2 },
  rate: { format: perSecond, worse: 'lower', least: 0.05, leastAbsolute: 0 },
  errorRate: { format: percent, worse: 'higher', least: 0.1, leastAbsolute: 0.005 },
};

/** Operations that get a line of their own: those with the most requests. */
const MOST_OPERATIONS = 8;

/** What a trend looks at: everything together, each journey's p95, the p50 of the operations that matter most, and money. */
export function metricsOf(records: readonly RunRecord[]): Metric[] {
  const [newest] = records.slice(-1);
  const journeys = newest?.summaries.filter((it) => it.journey !== '' && it.operation === '' && it.phase === '') ?? [];
  const operations = newest?.summaries.filter((it) => it.operation !== '' && it.phase === '') ?? [];
  const busiest = operations.toSorted((a, b) => b.requests - a.requests).slice(0, MOST_OPERATIONS);
  return [
    metric('p95', 'p95 of all requests', '', ''),
    metric('p50', 'p50 of all requests', '', ''),
    metric('errorRate', 'Errors', '', ''),
    metric('rate', 'Throughput', '', ''),
    cost,
    ...journeys.map(({ journey }) => metric('p95', `p95 of journey ${journey}`, journey, '')),
    ...busiest.map(({ operation }) => metric('p50', `p50 of ${operation}`, '', operation)),
  ];
}

const cost: Metric = {
  ...{ id: 'cost', title: 'Cost of 1,000 users a day', worse: 'higher', least: 0.05, leastAbsolute: 0 },
  of: (record) => (record.costPerUserDay === null ? null : record.costPerUserDay * 1000),
  format: dollars,
};

const metric = (figure: Figure, title: string, journey: string, operation: string): Metric => ({
  id: [figure, journey, operation].filter((it) => it !== '').join('.'),
  title,
  of: (record) => summaryOf(record, journey, operation)?.[figure] ?? null,
  ...KINDS[figure],
});

const summaryOf = (record: RunRecord, journey: string, operation: string): Summary | undefined =>
  record.summaries.find((it) => it.journey === journey && it.operation === operation && it.phase === '');
