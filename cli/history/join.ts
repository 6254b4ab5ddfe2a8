import { dirname, join } from 'node:path';
import type { BuiltReport } from '../../reports/index.ts';
import { HistoryError, HistoryStore, knownRunOf } from '../../reports/index.ts';
import { deliver, InfluxConfigError, influxConfig, linesOf, Spool } from '../../reports/influx/index.ts';

/** Where runs of a history wait for InfluxDB. */
export const spoolOf = (history: string): Spool => new Spool(join(dirname(history), 'influx-spool'));

/**
 * Adds a built run to the history and, where the INFLUX_ variables are set, to the shared trend store. Its verdict stands whatever becomes of that: what did not
 * work is said, not thrown, and a run that InfluxDB did not take waits for the next time.
 */
export async function joinHistory(path: string, report: BuiltReport['report']): Promise<void> {
  const known = knownRunOf(report);
  try {
    using store = new HistoryStore(path);
    store.join(known);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    console.error(`loadgate: this run did not join the history. ${error.message}`);
  }
  try {
    const config = influxConfig(process.env);
    if (!config) return;
    const spool = spoolOf(path);
    spool.put(known.record.runId, linesOf(known));
    const { waiting, problem } = await deliver(spool, config);
    if (waiting > 0)
      console.error(
        `loadgate: InfluxDB did not take everything (${problem}); ${waiting} run(s) wait, and go with the next run or with: loadgate history push`,
      );
  } catch (error) {
    if (!(error instanceof InfluxConfigError)) throw error;
    console.error(`loadgate: this run did not go to InfluxDB. ${error.message}`);
  }
}
