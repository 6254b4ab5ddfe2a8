import { visible } from '../visible.ts';

/** A piece of HTML that is safe to insert; made by {@link html} and {@link raw} only. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | null | false | readonly Part[];

/** HTML whose inserted values are escaped, unless they are markup themselves. Null and false insert nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, piece, i) => text + render(parts[i - 1] ?? null) + piece));
}

/** Trusted text: of this project's own files and of the chart library. Never of a run. */
export const raw = (text: string): Markup => new Markup(text);

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return part === null || part === false ? '' : escapeHtml(String(part));
}

/** Escapes for text and for quoted attributes; takes out what could reorder or hide text; keeps figures and their units on one line. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replace(/(?<=\d) (?=(?:%|ms|s|min|h|[KMGT]iB)(?![\w]))|(?<=[<>≤≥=]) (?=[\d$])/g, '\u00a0')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Data for the page's script: JSON that cannot end its element. */
export const jsonData = (value: unknown): Markup =>
  raw(`<script type="application/json">${visible(JSON.stringify(value)).replaceAll('<', '\\u003c')}</script>`);
