/** What the first line of k6's CSV says about the rest. */
export interface Header {
  readonly columns: readonly string[];
}

const NEEDED = ['metric_name', 'timestamp', 'metric_value', 'name', 'scenario', 'status'];

/** Reads the first line. Returns what is wrong, and how to fix it, where reports cannot work with it. */
export function readHeader(line: string): Header | { readonly problem: string; readonly fix: string } {
  const columns = line.trimEnd().split(',');
  const missing = NEEDED.filter((column) => !columns.includes(column));
  if (columns[0] !== 'metric_name') {
    return {
      problem: `the first column is "${(columns[0] ?? '').slice(0, 40)}", not "metric_name"`,
      fix: 'record with k6 run --out csv=samples.csv.gz',
    };
  }
  if (missing.length > 0) {
    return {
      problem: `no column ${missing.join(', ')}`,
      fix: 'record with --system-tags scenario,status,name,error_code',
    };
  }
  return { columns };
}

/** Whether a timestamp is in Unix nanoseconds, without which a request cannot be placed in its phase. */
export const isUnixNano = (timestamp: string): boolean => /^\d{19}$/.test(timestamp);
