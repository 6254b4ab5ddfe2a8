import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PUBLISHED, type PublishedName, schemaText } from './index.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const names = Object.keys(PUBLISHED) as PublishedName[];

it.each(names)('%s: the published file is what the code holds its output to', (name) => {
  const file = readFileSync(new URL(`schemas/${name}.schema.json`, DOCS), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(schemaText(name)));
});

it('every published file is one of these, and is linked from a page', () => {
  const files = readdirSync(new URL('schemas/', DOCS)).filter((file) => file.endsWith('.json'));
  expect(files.sort()).toEqual(names.map((name) => `${name}.schema.json`).sort());
  const pages = readdirSync(DOCS).filter((page) => page.endsWith('.md'));
  const linked = pages.flatMap((page) =>
    [...readFileSync(new URL(page, DOCS), 'utf8').matchAll(/\]\(schemas\/([\w.-]+)\)/g)].map(([, file]) => file),
  );
  expect([...new Set(linked)].sort()).toEqual(files.sort());
});
