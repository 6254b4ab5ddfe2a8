import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cohort } from '../../lib/canary/index.ts';
import { RUN_FILES } from '../../lib/results/index.ts';
import { DamageLog } from '../ingest/damage.ts';
import { withDatabase } from '../ingest/database.ts';
import { readCsv } from '../ingest/sql.ts';
import { unpack } from '../ingest/unpack.ts';
import type { Weighted } from '../stats/index.ts';

/** What one cohort's calls of one operation came to. */
export interface CohortCalls {
  readonly cohort: Cohort;
  readonly operation: string;
  readonly requests: number;
  /** Of those, how many failed: no answer, 5xx, or an answer that the scenario did not expect. */
  readonly errors: number;
  /** Latencies in ms, to a tenth. */
  readonly latency: Weighted;
}

const SELECT = (
  csv: string,
) => `SELECT regexp_extract(extra_tags, '(?:^|&)cohort=(canary|control)(?:&|$)', 1) AS cohort, name,
    metric_name = 'http_req_duration' AS request, coalesce(status, '') IN ('', '0') OR status >= '500' AS failed,
    round(metric_value, 1) AS ms, count(*)::INTEGER AS n, sum(metric_value) AS total
  FROM ${csv} WHERE metric_name IN ('http_req_duration', 'op_errors') AND extra_tags LIKE '%cohort=%' GROUP BY ALL ORDER BY ALL`;

/** Reads the cohorts' calls from a run's samples. Throws a RangeError where they are not tagged, or damaged. */
export async function readCohorts(runDir: string): Promise<readonly CohortCalls[]> {
  const scratch = mkdtempSync(join(runDir, '.canary-'));
  try {
    const damage = new DamageLog();
    const rows = join(scratch, 'rows.csv');
    const { header } = await unpack(join(runDir, RUN_FILES.samples), rows, RUN_FILES.samples, damage);
    if (!header || damage.count > 0) throw new RangeError(`${runDir}: the samples cannot be read: run it again`);
    if (!header.columns.includes('extra_tags')) throw new RangeError(`${runDir}: the samples hold no tags`);
    const groups = new Map<
      string,
      { cohort: Cohort; operation: string; failed: number; told: number; ms: Map<number, number> }
    >();
    await withDatabase(scratch, (db) =>
      db.each(SELECT(readCsv(rows, header)), (row) => {
        const [cohort, operation, request, failed, ms, n, total] = row as [
          string,
          string,
          boolean,
          boolean,
          number,
          number,
          number,
        ];
        if (cohort !== 'canary' && cohort !== 'control') return;
        const key = `${cohort} ${operation}`;
        const group = groups.get(key) ?? { cohort, operation, failed: 0, told: 0, ms: new Map<number, number>() };
        groups.set(key, group);
        if (!request) group.told += total;
        else {
          group.ms.set(ms, (group.ms.get(ms) ?? 0) + n);
          if (failed) group.failed += n;
        }
      }),
    );
    // The scenario tells every error; a status shows only some of them.
    return [...groups.values()].map(({ cohort, operation, failed, told, ms }) => ({
      ...{ cohort, operation, errors: Math.max(failed, told), latency: [...ms] },
      requests: [...ms.values()].reduce((sum, n) => sum + n, 0),
    }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
