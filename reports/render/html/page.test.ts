import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judge } from '../../judge/index.ts';
import { reportOf } from '../../model/index.ts';
import { healthy, planOf } from '../../testing/evidence.ts';
import { HOSTILE } from '../../testing/hostile.ts';
import { reportNamed } from '../../testing/report.ts';
import { html, jsonData } from './markup.ts';
import { renderHtml } from './page.ts';

const page = renderHtml(reportNamed('outage'));
const tags = (text: string, name: string) => text.match(new RegExp(`<${name}[ >]`, 'g'))?.length ?? 0;

describe('report.html', () => {
  it('is one small file that asks for nothing', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    expect(page).not.toMatch(/<(link|iframe|img|object|embed|base|form)\b/);
    expect(page).not.toMatch(/\s(src|href|srcset|action|xlink:href)=/);
    expect(page).not.toMatch(/@import|url\((?!#)/);
  });

  it('allows no request and no script but its own', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[^']+'$/);
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(policy).toContain(createHash('sha256').update(script).digest('base64'));
  });

  it('puts the decision first, then objectives and cost, then what engineers need', () => {
    const order = [
      'No-go',
      'What needs attention',
      'Objectives outside of faults',
      'Cost',
      'For engineers',
      'Faults',
      'Invariants',
      'Violations and the operations that show them',
      'Latency',
      'Throughput',
      'Active users',
      'Errors and refusals',
      'Latency distribution',
      'Generator: schedule lag',
      'Journeys',
      'Operations',
      'Phases',
      'Hardening systems',
      'Steady state, promises and invariants',
      'Generator health',
      'Timeline',
      'Plan and versions',
    ];
    const places = order.map((title) => page.search(new RegExp(`<(h[23]|p class="(word|part)")[^>]*>${title}<`)));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('draws each plot for wide and narrow screens, with the fault marked on every time plot', () => {
    const figures = page.split('<figure ').slice(1);
    for (const figure of figures) expect(tags(figure.split('</figure>')[0] ?? '', 'svg')).toBe(2);
    const overTime = figures.filter((figure) => figure.includes('application/json'));
    expect(overTime).toHaveLength(6);
    for (const figure of overTime) {
      expect(figure).toMatch(/fill="var\(--fault\)"/);
      expect(figure).toMatch(/<text [^>]*>1<\/text>/);
    }
  });

  it('says what the numbers on the plots stand for', () => {
    expect(page).toMatch(/<li><b>1<\/b> outage <small>0:30 to 0:50<\/small><\/li>/);
  });

  it('gives every drawing ids of its own', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...page.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]);
    expect(used.filter((id) => !ids.includes(id ?? ''))).toEqual([]);
  });

  it('lets no name become markup, script or style', () => {
    const hostile = renderHtml(reportNamed(HOSTILE));
    for (const name of ['script', 'svg', 'table', 'tr', 'td', 'li', 'figure']) {
      expect([name, tags(hostile, name)]).toEqual([name, tags(page, name)]);
    }
    const markup = hostile.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '');
    const handlers = (markup.match(/<[a-z][^>]*>/gi) ?? []).filter((tag) =>
      /\son\w+=|^<img/i.test(tag.replace(/"[^"]*"/g, '')),
    );
    expect(handlers).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the question
    expect(hostile).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/);
    for (const [, json] of hostile.matchAll(/<script type="application\/json">(.*?)<\/script>/gs)) {
      expect(() => JSON.parse(json ?? '')).not.toThrow();
    }
  });

  it('has something to say about a run without a single sample', () => {
    const plan = planOf();
    const evidence = healthy(plan);
    const none = {
      latency: [],
      lag: [],
      users: [],
      vus: [],
      vusMax: [],
      cacheHits: [],
      cacheMisses: [],
      eventsAcked: [],
    };
    const windows = { ...evidence.windows, ...none, lastRequestMs: 0 };
    const verdict = judge({ ...evidence, windows });
    const empty = renderHtml(
      reportOf({ plan, versions: null, verdict, cost: null, windows, hardening: [], timeline: [], invariants: null }),
    );
    expect(empty).toContain('>No decision<');
    expect(empty).toContain('Unknown: nothing counted what the store would bill');
  });
});

describe('markup', () => {
  it('escapes what is inserted, once', () => {
    expect(html`<b title="${'"a" & b'}">${html`<i>${'<x>'}</i>`}${['1 < 2', null, false, 3]}</b>`.text).toBe(
      '<b title="&quot;a&quot; &amp; b"><i>&lt;x&gt;</i>1 &lt;\u00a023</b>',
    );
  });

  it('ends no script from within data', () => {
    expect(jsonData({ a: '</script><!--' }).text).toBe(
      '<script type="application/json">{"a":"\\u003c/script>\\u003c!--"}</script>',
    );
  });
});
