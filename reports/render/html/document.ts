import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, type Markup, raw } from './markup.ts';

const own = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

export interface HtmlPage {
  readonly title: string;
  /** Stands in the upper right corner. */
  readonly corner: string;
  readonly body: Markup;
}

/**
 * One file that opens anywhere, offline, with or without scripts. Its content security policy allows no request at all and no script but the one inside, so
 * that no name in a run can become either.
 */
export function htmlDocument({ title, corner, body }: HtmlPage): string {
  const style = own('./style.css');
  const script = own('./interact.js');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<div class="top"><b>loadgate</b><span>${corner}</span></div>
<main>
${body}
</main>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.text;
}
