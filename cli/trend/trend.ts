import { writeFileSync } from 'node:fs';
import { EXIT } from '../../lib/results/index.ts';
import { baselinePath, evidenceOf, readBaseline } from '../../reports/baseline/index.ts';
import { differences, HistoryStore, type RunRecord } from '../../reports/history/index.ts';
import { renderTrendPage } from '../../reports/render/html/trend-page.ts';
import { renderTrends } from '../../reports/render/trend.ts';
import { renderTrendMarkdown } from '../../reports/render/trend-markdown.ts';
import { changesBroughtToLight, seriesOf, trendDocument, trendOf } from '../../reports/trend/index.ts';
import { usageError } from '../errors.ts';
import { type RunPlaces, readable } from '../history/find-run.ts';
import { historyOf } from '../history/place.ts';
import { wantsColour } from '../terminal/colour.ts';

export interface TrendFlags extends RunPlaces {
  /** Unix ms. */
  readonly since?: number;
  readonly html?: string;
  readonly summary?: string;
  readonly json?: true;
}

/** Tells the trend of every series of like runs, the series with the newest run first, and gives the exit code: only what is asked for with `since` decides. */
export function trend(workload: string | undefined, flags: TrendFlags): number {
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
  const { since } = flags;
  const news =
    since === undefined
      ? null
      : trends.flatMap((it) => changesBroughtToLight(it, since, acceptedAt(it.runs.at(-1), flags.baselines)));
  if (flags.html !== undefined) writeFileSync(flags.html, renderTrendPage(trends, news ?? []));
  if (flags.summary !== undefined) writeFileSync(flags.summary, renderTrendMarkdown(news ?? []));
  if (flags.json) console.log(JSON.stringify(trendDocument(trends, news ?? [], since ?? null), null, 2));
  else process.stdout.write(renderTrends(trends, { colour: wantsColour(), news }));
  return news && news.length > 0 ? EXIT.breach : EXIT.pass;
}

/** When the run began that was accepted as normal for runs like this one, Unix ms: what moved before it was accepted with it. */
function acceptedAt(run: RunRecord | undefined, folder: string): number | undefined {
  if (!run) return undefined;
  const path = baselinePath(folder, run.workload, run.profile);
  const baseline = readable(() => readBaseline(path));
  if (!baseline || differences(baseline, run).length > 0) return undefined;
  return readable(() => evidenceOf(path, baseline)).record.startedAt;
}
