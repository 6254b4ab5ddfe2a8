import { writeFileSync } from 'node:fs';
import { EXIT } from '../../lib/results/index.ts';
import { HistoryStore } from '../../reports/history/index.ts';
import { renderTrendPage } from '../../reports/render/html/trend-page.ts';
import { renderTrends } from '../../reports/render/trend.ts';
import { seriesOf, trendDocument, trendOf } from '../../reports/trend/index.ts';
import { usageError } from '../errors.ts';
import { readable } from '../history/find-run.ts';
import { historyOf } from '../history/place.ts';
import { wantsColour } from '../terminal/colour.ts';

/** Tells the trend of every series of like runs, the series with the newest run first. */
export function trend(
  workload: string | undefined,
  flags: { readonly out: string; readonly html?: string; readonly json?: true },
): number {
  using store = readable(() => HistoryStore.existing(historyOf(flags.out)));
  const records = readable(() => store?.records(workload === undefined ? {} : { workload }) ?? []);
  const trends = seriesOf(records).map(trendOf);
  if (trends.length === 0) {
    const what = workload === undefined ? 'no run' : `no run of ${workload}`;
    throw usageError(
      `${what} in ${historyOf(flags.out)}`,
      'loadgate run joins it; loadgate history import joins older runs',
    );
  }
  if (flags.html !== undefined) writeFileSync(flags.html, renderTrendPage(trends));
  if (flags.json) console.log(JSON.stringify(trendDocument(trends), null, 2));
  else process.stdout.write(renderTrends(trends, { colour: wantsColour() }));
  return EXIT.pass;
}
