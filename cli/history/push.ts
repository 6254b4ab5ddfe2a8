import { EXIT } from '../../lib/results/index.ts';
import { deliver, InfluxConfigError, influxConfig } from '../../reports/influx/index.ts';
import { usageError } from '../errors.ts';
import { spoolOf } from './join.ts';

/** Delivers what waits beside a history; the exit code says whether anything still does. */
export async function push(history: string): Promise<number> {
  const config = configured();
  if (!config)
    throw usageError('InfluxDB is not configured', 'set INFLUX_URL, INFLUX_TOKEN, INFLUX_ORG and INFLUX_BUCKET');
  const { points, delivered, waiting, problem } = await deliver(spoolOf(history), config);
  console.log(`${delivered} run(s) with ${points} points delivered, ${waiting} waiting`);
  if (waiting === 0) return EXIT.pass;
  console.error(`loadgate: InfluxDB did not take them: ${problem}`);
  return EXIT.missing;
}

function configured() {
  try {
    return influxConfig(process.env);
  } catch (error) {
    if (error instanceof InfluxConfigError) throw usageError(error.message);
    throw error;
  }
}
