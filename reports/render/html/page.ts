import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { WORD } from '../../judge/index.ts';
import type { Report } from '../../model/index.ts';
import { engineersPage } from './engineers.ts';
import { managersPage } from './managers.ts';
import { html, raw } from './markup.ts';

const own = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/**
 * `report.html`: one file that opens anywhere, offline, with or without scripts. Its content security policy allows no request at all and no script
 * but the one inside, so that no name in a run can become either.
 */
export function renderHtml(report: Report): string {
  const { plan, verdict, windows } = report;
  const style = own('./style.css');
  const script = own('./interact.js');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const date = new Date(windows.startedAt).toISOString().slice(0, 16).replace('T', ' ');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${WORD[verdict.status]} · ${plan.workload} · ${date}</title>
<style>${raw(style)}</style>
</head>
<body>
<div class="top"><b>loadgate</b><span>${date} UTC</span></div>
<main>
${managersPage(report)}
${engineersPage(report)}
</main>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.text;
}
