import {
  type ComparedScope,
  type Comparison,
  findingsOf,
  scopeTitle,
  signed,
  type ThroughputEffect,
} from '../../compare/index.ts';
import { count, dollars, milliseconds, percent } from '../../format.ts';
import { driftText, interval, judged } from '../compare.ts';
import { intervalBar } from './charts/interval-bar.ts';
import { html, type Markup } from './markup.ts';
import { renderPage } from './shell.ts';

const WORD = { 'no-regression': 'No regression', regression: 'Regression', incomparable: 'Incomparable' } as const;
const TONE = { 'no-regression': 'pass', regression: 'fail', incomparable: 'inconclusive' } as const;

/** `compare.html`: the conclusion, then each scope's ratio with its interval around 1. */
export function renderComparePage(comparison: Comparison): string {
  const { conclusion, headline, base, new: fresh } = comparison;
  const sentence = headline.replace(/^[^:]*: /, '');
  const body = html`<section class="managers compared">
<header class="verdict ${TONE[conclusion]}">
<p class="word">${WORD[conclusion]}</p>
<p class="sentence">${/^p\d/.test(sentence) ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1)}</p>
<p class="meta">base ${base.join(', ')} · new ${fresh.join(', ')}</p>
</header>
${findings(comparison)}
${figures(comparison)}
</section>
<section class="engineers">
${latencies(
  'Operations',
  comparison.scopes.filter((scope) => scope.operation !== ''),
)}
${latencies(
  'Journeys and phases',
  comparison.scopes.filter((scope) => scope.operation === ''),
)}
${rates(comparison.scopes)}
${comparison.notes.map((note) => html`<p class="fine">${note}</p>`)}
</section>`;
  return renderPage({
    title: `${WORD[conclusion]} · ${base[0] ?? ''} · ${fresh[0] ?? ''}`,
    aside: 'comparison',
    body,
  });
}

function findings({ incomparable, scopes }: Comparison): Markup | null {
  const lines = [
    ...incomparable.map((text) => ({ sign: '?', tone: 'inconclusive', text })),
    ...findingsOf(scopes, 'regression').map(({ text }) => ({ sign: '✕', tone: 'fail', text })),
    ...findingsOf(scopes, 'improvement').map(({ text }) => ({ sign: '↓', tone: 'pass', text })),
  ];
  if (lines.length === 0) return null;
  return html`<h2>What changed</h2><ul class="attention">${lines.map(({ sign, tone, text }) => html`<li><span class="sign ${tone}">${sign}</span> ${text}</li>`)}</ul>`;
}

function figures(comparison: Comparison): Markup | null {
  const { drift, costPerUserDay, scopes } = comparison;
  const all = scopes.find((scope) => scope.journey === '' && scope.operation === '' && scope.phase === '');
  if (!all) return null;
  const p95 = all.latency.find((it) => it.quantile === 0.95);
  const tiles: (readonly [string, string, string])[] = [
    ['Requests', `${count(all.requests.base)} → ${count(all.requests.new)}`, 'measured'],
    [
      'p95 of all requests',
      p95 ? `${milliseconds(p95.baseMs)} → ${milliseconds(p95.newMs)}` : '–',
      p95 ? `as measured ${signed(p95.raw.value)}` : 'too few',
    ],
    ['Errors', `${percent(all.errors.base)} → ${percent(all.errors.new)}`, 'of all requests'],
    ['All together', drift ? signed(drift.ratio.value) : '–', 'machine, or whole build'],
    ['Throughput', all.throughput.ratio.value === null ? '–' : signed(all.throughput.ratio.value), 'requests a second'],
    [
      '1,000 users a day',
      costPerUserDay ? `${dollars(costPerUserDay.base * 1000)} → ${dollars(costPerUserDay.new * 1000)}` : '–',
      costPerUserDay ? interval(costPerUserDay.ratio) : 'not counted',
    ],
  ];
  return html`<dl class="figures">${tiles.map(([label, value, note]) => html`<div><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl>
<p class="fine">${driftText(comparison)}. Bars show new ÷ base with its 95 % interval, beside what the other operations did in the same seconds.</p>`;
}

function latencies(title: string, scopes: readonly ComparedScope[]): Markup | null {
  const shown = scopes.filter((scope) => scope.latency.length > 0);
  const few = scopes.filter((scope) => scope.latency.length === 0);
  if (scopes.length === 0) return null;
  const quantiles = [...new Set(shown.flatMap((scope) => scope.latency.map((it) => it.quantile)))].sort(
    (a, b) => a - b,
  );
  const rows = shown.map((scope) => {
    const cells = quantiles.map((quantile) => {
      const effect = scope.latency.find((it) => it.quantile === quantile);
      if (!effect) return html`<td>–</td>`;
      return html`<td class="effect ${effect.change}"><b>${signed(judged(effect).value)}</b>${intervalBar(judged(effect))}<small>${milliseconds(effect.baseMs)} → ${milliseconds(effect.newMs)}</small></td>`;
    });
    return html`<tr><th scope="row">${scopeTitle(scope)}<small>${count(scope.requests.base)} → ${count(scope.requests.new)}</small></th>${cells}</tr>`;
  });
  const heads = quantiles.map((quantile) => html`<th scope="col">p${quantile * 100}</th>`);
  return html`<h3>${title}</h3><div class="scroll"><table class="rows effects"><thead><tr><th></th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
${few.length > 0 ? html`<p class="fine">Too few requests to compare: ${few.map(scopeTitle).join(', ')}.</p>` : null}`;
}

function rates(scopes: readonly ComparedScope[]): Markup | null {
  if (scopes.length === 0) return null;
  const ratio = (it: ThroughputEffect['ratio']) => (it.value === null ? '–' : interval(it));
  const rows = scopes.map(
    (scope) =>
      html`<tr><th scope="row">${scopeTitle(scope)}</th><td${scope.errors.change === 'regression' ? html` class="some"` : null}>${percent(scope.errors.base)} → ${percent(scope.errors.new)}</td><td>${percent(scope.errors.low)} to ${percent(scope.errors.high)}</td><td${scope.throughput.change === 'regression' ? html` class="some"` : null}>${ratio(scope.throughput.ratio)}</td></tr>`,
  );
  return html`<h3>Errors and throughput</h3><div class="scroll"><table class="rows"><thead><tr><th></th><th scope="col">Errors</th><th scope="col">Difference, 95 %</th><th scope="col">Throughput</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
