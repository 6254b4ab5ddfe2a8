import type { Report, Row } from '../model/index.ts';

const HEAD = [
  'kind',
  'name',
  'requests',
  'per_second',
  'errors',
  'error_rate',
  'refused',
  'p50_ms',
  'p95_ms',
  'p99_ms',
  'max_ms',
];

/** A row for the whole run, each journey, operation and phase. RFC 4180; a text that a spreadsheet would run as a formula is quoted. */
export function renderCsv({ tables }: Report): string {
  const { total, journeys, operations, phases } = tables;
  const rows: (readonly [kind: string, row: Row])[] = [
    ['run', total],
    ...journeys.map((row) => ['journey', row] as const),
    ...operations.map((row) => ['operation', row] as const),
    ...phases.map((row) => ['phase', row] as const),
  ];
  const lines = rows.map(([kind, row]) => [
    ...[kind, row.name, row.requests, row.rate, row.errors, row.errorRate, row.refused],
    ...[row.p50, row.p95, row.p99, row.max],
  ]);
  return [HEAD, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
