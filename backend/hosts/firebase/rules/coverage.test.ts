import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { INDEXES } from '../../../store/indexes.ts';

const BACKEND = join(import.meta.dirname, '../../..');
const RULES = readFileSync(join(BACKEND, '../firestore.rules'), 'utf8');

/** Domain code: what hosts, stores, tests and outbound adapters name are no collections of the product. */
const SOURCES = readdirSync(BACKEND, { recursive: true, encoding: 'utf8' })
  .filter(
    (file) =>
      file.endsWith('.ts') && !/\.test\.ts$|testing|^hosts|^store|adapters|flags\/api\/routes|webhooks/.test(file),
  )
  .map((file) => readFileSync(join(BACKEND, file), 'utf8'));

/** The collections that paths and queries in the sources name, in text or through a constant. */
function collectionsOf(sources: readonly string[]): string[] {
  const all = sources.join('\n');
  const constants = new Map<string, string>();
  for (const [, name = '', value = ''] of all.matchAll(/const ([A-Z_]+) = '([a-z][A-Za-z]+)'/g))
    constants.set(name, value);
  // Flags name some of theirs through variables; all of them are in one file.
  const ofFlags = readFileSync(join(BACKEND, 'flags/paths.ts'), 'utf8').matchAll(/^export const [A-Z]+ = '(.*)'/gm);
  const found = new Set([...INDEXES.map(({ collection }) => collection), ...[...ofFlags].map(([, name = '']) => name)]);
  for (const [, name = ''] of all.matchAll(/[`']([a-z][A-Za-z]+)\/\$\{/g)) found.add(name);
  for (const [, name = ''] of all.matchAll(/\}\/([a-z][A-Za-z]+)(?:\/\$\{|`)/g)) found.add(name);
  for (const [, name = ''] of all.matchAll(/collection: '([a-z][A-Za-z]+)'/g)) found.add(name);
  for (const [, name = ''] of all.matchAll(/`\$\{([A-Z_]+)\}\/\$\{/g)) found.add(constants.get(name) ?? name);
  return [...found].sort();
}

test('every collection that the backend has is named in the rules, and the rules name no other', () => {
  const named = [...RULES.matchAll(/match \/([A-Za-z]+)\/\{[a-zA-Z]+\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'databases');
  expect([...new Set(named)].sort()).toEqual(collectionsOf(SOURCES));
  expect(new Set(named).size).toBe(named.length);
});

test('a collection that the rules forgot would be noticed', () => {
  const forgotten = `const NEW_THINGS = 'newThings';\nconst path = (id: string) => \`\${NEW_THINGS}/\${id}\`;`;
  expect(collectionsOf([...SOURCES, forgotten])).toContain('newThings');
});

test('what is not named is denied', () => {
  expect(RULES).toMatch(/match \/\{document=\*\*\} \{\s*allow read, write: if false;\s*\}\s*\}\s*\}\s*$/);
});
