import type { Header } from './header.ts';
import { HISTOGRAMS, METRIC, READ_METRICS } from './metrics.ts';
import type { Segment } from './segments.ts';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]): string => values.map(text).join(', ');

/** The rows of the unpacked CSV as a table expression. Rows that do not parse go to DuckDB's `reject_errors`. */
export function readCsv(path: string, header: Header): string {
  const type = (column: string) =>
    column === 'timestamp' ? 'BIGINT' : column === 'metric_value' ? 'DOUBLE' : 'VARCHAR';
  const columns = header.columns.map((column) => `${text(column)}: ${text(type(column))}`).join(', ');
  return `read_csv(${text(path)}, header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', store_rejects = true,
    rejects_limit = 1000, max_line_size = 1048576, columns = {${columns}})`;
}

/**
 * One pass over the rows: `cells` counts them by metric, tags, window, segment and (for histograms) bin. A request belongs to the moment at which it was
 * sent, the sample's time minus its duration; other samples to their own time. Bins are those of an HDR histogram of 2 significant
 * digits in µs: exact below 256, then 128 bins for each doubling. Times are summed as whole µs, so that the order of summing cannot show.
 */
export function createCells(
  csv: string,
  header: Header,
  startedAtUs: bigint,
  windowMs: number,
  segments: readonly Segment[],
) {
  const optional = (column: string) => (header.columns.includes(column) ? `coalesce(${column}, '')` : `''`);
  const bounds = segments.slice(1).map((segment, i) => `WHEN since < ${Math.round(segment.fromMs * 1000)} THEN ${i}`);
  const segment = bounds.length === 0 ? '0' : `CASE ${bounds.join(' ')} ELSE ${segments.length - 1} END`;
  return `CREATE TABLE cells AS
    SELECT metric, journey, operation, status, error_code, tags, segment, "window", bin,
      count(*)::INTEGER AS n,
      sum(CASE WHEN metric IN (${list(HISTOGRAMS)}) THEN us ELSE value END) AS total, max(value) AS highest, max(since) AS last_at
    FROM (
      SELECT *, ${segment}::INTEGER AS segment, (greatest(since, 0) // ${windowMs * 1000})::INTEGER AS "window",
        CASE WHEN metric NOT IN (${list(HISTOGRAMS)}) THEN 0
          WHEN us < 256 THEN us ELSE (us >> (exponent - 7)) << (exponent - 7) END::INTEGER AS bin
      FROM (
        SELECT *, floor(log2(us))::INTEGER AS exponent,
          sent_at - CASE WHEN metric = ${text(METRIC.duration)} THEN us ELSE 0 END - ${startedAtUs} AS since
        FROM (
          SELECT metric_name AS metric, coalesce(scenario, '') AS journey, coalesce(name, '') AS operation,
            coalesce(status, '') AS status, ${optional('error_code')} AS error_code, ${optional('extra_tags')} AS tags,
            metric_value AS value, timestamp // 1000 AS sent_at,
            least(greatest(round(metric_value * 1000), 1), 2147483647)::BIGINT AS us
          FROM ${csv}
          WHERE metric_name IN (${list(READ_METRICS)}) AND (metric_name <> ${text(METRIC.duration)} OR coalesce(scenario, '') <> '')
        )
      )
    )
    GROUP BY ALL`;
}

/** When the first request of a journey was sent, Unix µs. */
export const firstRequest = (csv: string): string => `SELECT min(timestamp // 1000 - round(metric_value * 1000)::BIGINT)
  FROM ${csv} WHERE metric_name = ${text(METRIC.duration)} AND coalesce(scenario, '') <> ''`;

/** Numbers the histograms of a metric: one for each journey, operation (where `byOperation`), segment and window. */
export const createHistograms = (
  table: string,
  metric: string,
  byOperation: boolean,
): string => `CREATE TABLE ${table} AS
  SELECT (row_number() OVER (ORDER BY journey, operation, segment, "window"))::INTEGER - 1 AS id, *
  FROM (SELECT journey, ${byOperation ? 'operation' : `'' AS operation`}, segment, "window", sum(n)::INTEGER AS n, sum(total) AS total,
      max(highest) AS highest, max(last_at) AS last_at
    FROM cells WHERE metric = ${text(metric)} GROUP BY ALL)`;

export const selectHistograms = (table: string): string =>
  `SELECT journey, operation, segment, "window", n, total, highest, last_at::DOUBLE FROM ${table} ORDER BY id`;

export const selectBins = (
  table: string,
  metric: string,
  byOperation: boolean,
): string => `SELECT h.id, c.bin, sum(c.n)::INTEGER
  FROM cells c JOIN ${table} h ON c.journey = h.journey AND c.segment = h.segment AND c."window" = h."window"
    ${byOperation ? 'AND c.operation = h.operation' : ''}
  WHERE c.metric = ${text(metric)} GROUP BY h.id, c.bin ORDER BY h.id, c.bin`;

/** Everything that is not a histogram, and the requests again by their status, for errors. */
export const SELECT_COUNTS = `SELECT metric, journey, operation, status, error_code, tags, segment, "window",
    sum(n)::DOUBLE, sum(total), max(highest), max(last_at)::DOUBLE
  FROM cells WHERE metric NOT IN (${list(HISTOGRAMS)}) OR (metric = ${text(METRIC.duration)} AND (status IN ('', '0') OR status >= '400'))
  GROUP BY ALL ORDER BY ALL`;

export const SELECT_REJECTS = `SELECT csv_line, any_value(error_message) FROM reject_errors GROUP BY line, csv_line ORDER BY line`;
