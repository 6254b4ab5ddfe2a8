import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTANTS } from './catalogue.ts';
import { hunt } from './hunt.ts';
import { patched } from './patch.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test('there are at least twenty planted defects, each with its own name', () => {
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
});

test.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))('%s still fits the code', (_id, mutant) => {
  for (const file of new Set(mutant.edits.map((edit) => edit.file)))
    expect(patched(mutant, file, read(file))).not.toBe(read(file));
});

test('a planted defect is caught by the check that is about it', async () => {
  const mutant = MUTANTS.find(({ id }) => id === 'confirmed-not-credited');
  if (!mutant) throw new Error('the mutant is gone');
  expect(await hunt(mutant, 500)).toMatchObject({ caughtBy: 'payment-credited-once' });
});
