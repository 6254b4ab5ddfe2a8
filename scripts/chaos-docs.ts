/** Writes the tables of faults and experiments into docs/chaos.md: `node scripts/chaos-docs.ts`. A test holds them against the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEFAULT_WORKLOAD, EXPERIMENTS } from '../chaos/experiments/index.ts';
import { FAULTS, type FaultKind } from '../chaos/faults/index.ts';
import { paramsOf } from '../cli/chaos/show.ts';
import { ROOT } from './setup/places.mjs';

export const DOCUMENT = join(ROOT, 'docs', 'chaos.md');

/** The document with its tables as the code has them. */
export function withTables(text: string): string {
  return between(between(text, 'faults', faults()), 'experiments', experiments());
}

function between(text: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name}: written by scripts/chaos-docs.ts -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/chaos.md: the marks of the table "${name}" are missing`);
  return `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`;
}

function faults(): string {
  const rows = Object.entries<FaultKind>(FAULTS).map(
    ([name, { summary, needs, params }]) =>
      `| \`${name}\` | ${summary} | ${paramsOf(params) || '–'} | ${needs.join(', ')} |`,
  );
  return [
    '## Faults',
    '',
    '| Fault | What happens | Parameters (default) | Needs |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function experiments(): string {
  const rows = Object.entries(EXPERIMENTS).map(([name, { question, workload = DEFAULT_WORKLOAD, faults: its }]) => {
    const kinds = [...new Set(its.map(({ fault }) => `\`${fault}\``))].join(', ');
    return `| \`${name}\` | ${question} | ${kinds} | ${workload} |`;
  });
  return [
    '## Shipped experiments',
    '',
    '| Experiment | Question | Faults | Workload |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
