import { readFileSync } from 'node:fs';
import { WORD } from '../../judge/index.ts';
import type { Report } from '../../model/index.ts';
import { engineersPage } from './engineers.ts';
import { managersPage } from './managers.ts';
import { html } from './markup.ts';
import { renderPage } from './shell.ts';

const SCRIPT = readFileSync(new URL('./interact.js', import.meta.url), 'utf8');

/** `report.html`: the managers' page on top, the engineers' below. */
export function renderHtml(report: Report): string {
  const { plan, verdict, windows } = report;
  const date = new Date(windows.startedAt).toISOString().slice(0, 16).replace('T', ' ');
  return renderPage({
    title: `${WORD[verdict.status]} · ${plan.workload} · ${date}`,
    aside: `${date} UTC`,
    body: html`${managersPage(report)}
${engineersPage(report)}`,
    script: SCRIPT,
  });
}
