import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, type Markup, raw } from './markup.ts';

export interface Page {
  readonly title: string;
  /** At the top right: mostly a date. */
  readonly aside: string;
  readonly body: Markup;
  /** More rules of this project's own, after the common ones. */
  readonly style?: string;
  /** Text of this project's own script, which the content security policy then allows; absent: none. */
  readonly script?: string;
}

const STYLE = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/**
 * One HTML file that opens anywhere, offline, with or without scripts. Its content security policy allows no request at all and no script
 * but the one inside, so that no name in a run can become either.
 */
export function renderPage({ title, aside, body, style = '', script }: Page): string {
  const allowed =
    script === undefined ? '' : `; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'${allowed}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(STYLE)}${raw(style)}</style>
</head>
<body>
<div class="top"><b>loadgate</b><span>${aside}</span></div>
<main>
${body}
</main>
${
  script === undefined
    ? null
    : html`<script>${raw(script)}</script>
`
}</body>
</html>
`;
  return page.text;
}
