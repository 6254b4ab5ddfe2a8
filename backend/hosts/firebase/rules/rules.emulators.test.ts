import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { needsFirestore } from '../../../store/firestore/testing.ts';
import { CASES, type Case } from './cases.ts';
import { DEFECTS, withDefect } from './defects.ts';
import { isWrong, type Outcome, runCases } from './run-cases.ts';

const RULES = readFileSync(join(import.meta.dirname, '../../../../firestore.rules'), 'utf8');
const found = inject('firestore');
const run = (rules: string, cases: readonly Case[] = CASES) =>
  runCases('host' in found ? found.host : '', `demo-rules-${randomUUID()}`, rules, cases);

needsFirestore();

test('the table says what is allowed and what is not, in at least 60 cases', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(CASES.filter(({ expect: wanted }) => wanted === 'allow').length).toBeGreaterThanOrEqual(25);
});

describe('firestore.rules, on the official emulator', () => {
  let outcomes: readonly Outcome[] = [];
  beforeAll(async () => {
    if ('host' in found) outcomes = await run(RULES);
  });
  test.each(CASES.map((one, i) => [one.name, i, one.expect] as const))('%s', (_name, i, wanted) => {
    expect(outcomes[i]?.got).toBe(wanted);
  });
});

describe('the table fails', () => {
  test.each(DEFECTS.map((defect) => [defect.name, defect] as const))('where %s', async (_name, defect) => {
    const cases = CASES.filter(({ action }) => action.path.startsWith(defect.collection));
    const wrong = (await run(withDefect(RULES, defect), cases)).filter(isWrong);
    expect(wrong.length).toBeGreaterThan(0);
    // A verdict of the rules, not a request that could not be made.
    expect(wrong.filter(({ got }) => got instanceof Error)).toEqual([]);
  });
});
