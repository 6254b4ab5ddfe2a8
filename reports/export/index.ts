/** A judged run in the formats of other tools: a format is one file and one line here. */
import type { Report } from '../model/index.ts';
import { renderCsv } from './csv.ts';
import { renderOpenSlo } from './openslo.ts';
import { renderPrComment } from './pr-comment.ts';
import { renderPrometheus } from './prometheus.ts';

export const EXPORTS: Readonly<Record<string, (report: Report) => string | Promise<string>>> = {
  csv: renderCsv,
  openslo: renderOpenSlo,
  prometheus: renderPrometheus,
  'pr-comment': renderPrComment,
};
