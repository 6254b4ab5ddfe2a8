import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { slosFor } from '../../lib/slo/index.ts';
import { HOSTILE } from '../testing/hostile.ts';
import { reportNamed } from '../testing/report.ts';
import { EXPORTS } from './index.ts';
import { commentMarker } from './pr-comment.ts';

const exported = async (format: string, name = 'calm') => (await EXPORTS[format]?.(reportNamed(name))) ?? '';

/** The shape of OpenSLO v1 as its specification gives it, strictly. */
const label = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const metadata = z.strictObject({ name: label, displayName: z.string().exactOptional() });
const source = z.strictObject({
  metricSource: z.strictObject({ type: z.string(), spec: z.strictObject({ query: z.string() }) }),
});
const ratio = z
  .strictObject({ counter: z.literal(true), good: source.exactOptional(), bad: source.exactOptional(), total: source })
  .refine((it) => (it.good === undefined) !== (it.bad === undefined), { error: 'good or bad, not both' });
const openSlo = z.discriminatedUnion('kind', [
  z.strictObject({
    apiVersion: z.literal('openslo/v1'),
    kind: z.literal('Service'),
    metadata,
    spec: z.strictObject({ description: z.string().max(1050) }),
  }),
  z.strictObject({
    apiVersion: z.literal('openslo/v1'),
    kind: z.literal('SLO'),
    metadata,
    spec: z.strictObject({
      description: z.string().max(1050),
      service: label,
      indicator: z.strictObject({ metadata, spec: z.strictObject({ ratioMetric: ratio }) }),
      timeWindow: z.tuple([z.strictObject({ duration: z.string().regex(/^\d+[mhdwMQY]$/), isRolling: z.boolean() })]),
      budgetingMethod: z.enum(['Occurrences', 'Timeslices', 'RatioTimeslices']),
      objectives: z.array(z.strictObject({ displayName: z.string(), target: z.number().min(0).lt(1) })).min(1),
    }),
  }),
]);

describe('OpenSLO', () => {
  it.each(['calm', HOSTILE])(
    'holds one valid document for each objective that production can measure',
    async (name) => {
      const documents = parseAllDocuments(await exported('openslo', name)).map((one) => openSlo.parse(one.toJS()));
      const report = reportNamed(name);
      expect(documents.filter((one) => one.kind === 'SLO')).toHaveLength(report.plan.slos.length);
      expect(new Set(documents.map((one) => one.metadata.name)).size).toBe(documents.length);
    },
  );

  it('says the same as the objectives that the run was judged by', async () => {
    const text = await exported('openslo');
    const [p95] = slosFor('mixed-10k', []);
    expect(p95).toMatchObject({ objective: 2000, indicator: { quantile: 0.95 } });
    expect(text).toMatch(/name: mixed-10k-p95\n[\s\S]*?le="2"[\s\S]*?target: 0\.95/);
    expect(text).toMatch(/name: mixed-10k-errors\n[\s\S]*?bad:[\s\S]*?code=~"INTERNAL\|[\s\S]*?target: 0\.95/);
  });
});

describe('CSV', () => {
  it('has as many fields on each line, whatever a name holds', async () => {
    const lines = (await exported('csv')).trimEnd().split('\r\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line.split(',')).toHaveLength(11);
    expect(await exported('csv', '=HYPERLINK("http://x")')).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});

describe('Prometheus', () => {
  it('is text that its collector reads: one sample a line, names escaped', async () => {
    const text = await exported('prometheus', HOSTILE);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples.length).toBeGreaterThan(20);
    for (const line of samples)
      expect(line).toMatch(/^loadgate_run_\w+\{(\w+="(?:[^"\\\n]|\\["\\n])*",?)+\} -?[\d.e+-]+$/);
    expect(await exported('prometheus')).toMatch(/loadgate_run_verdict\{[^}]*workload="mixed-10k"[^}]*\} 0/);
  });
});

describe('a comment on a pull request', () => {
  it('begins with the marker by which it is found again, says the verdict, and folds the rest', async () => {
    const [marker, , title] = (await exported('pr-comment')).split('\n');
    expect(marker).toBe('<!-- loadgate:mixed-10k -->');
    expect(title).toMatch(/^### ❌ No-go/);
    expect(commentMarker('a --> b')).toBe('<!-- loadgate:a_--__b -->');
    const hostile = await exported('pr-comment', HOSTILE);
    expect(hostile.match(/<details>/g)?.length).toBe(hostile.match(/<\/details>/g)?.length);
    expect(hostile).not.toContain('<img');
  });
});
