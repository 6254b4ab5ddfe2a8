import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import { PUBLISHED, type PublishedName } from '../schemas/index.ts';

/**
 * What a command gives keeps to its published schema, as code and as the file in docs/schemas; and with a field too many or one missing, wherever that is, both refuse
 * it. `optional`: fields that may be missing.
 */
export function expectPublished(
  name: PublishedName,
  documents: readonly unknown[],
  optional: readonly string[] = [],
): void {
  const file = new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url);
  const published = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')));
  expect(documents.length).toBeGreaterThan(0);
  for (const document of documents) {
    // A NaN or an infinity would be told apart here: JSON makes null of it.
    const written: unknown = JSON.parse(JSON.stringify(document));
    expect(PUBLISHED[name].parse(written)).toEqual(document);
    expect(published.safeParse(written).error).toBeUndefined();
    const mayMiss = optional.map((field) => new RegExp(`(^|\\.)${field}: missing$`));
    const defects = defectsOf(written).filter(({ place }) => !mayMiss.some((one) => one.test(place)));
    expect(defects.length).toBeGreaterThan(0);
    const accepted = (schema: z.ZodType) =>
      defects.filter(({ defect }) => schema.safeParse(defect).success).map(({ place }) => place);
    expect(accepted(PUBLISHED[name])).toEqual([]);
    expect(accepted(published)).toEqual([]);
  }
}

interface Defect {
  /** `steps[].reason: missing`. */
  readonly place: string;
  readonly defect: unknown;
}

/** A document with one planted defect, for each field of each kind of object in it. */
function defectsOf(document: unknown): readonly Defect[] {
  const found = new Map<string, unknown>();
  const walk = (value: unknown, place: string, rebuild: (changed: unknown) => unknown): void => {
    if (Array.isArray(value))
      for (const [i, one] of value.entries()) walk(one, `${place}[]`, (changed) => rebuild(value.with(i, changed)));
    else if (typeof value === 'object' && value !== null) {
      const plant = (what: string, make: () => unknown) => {
        if (!found.has(what)) found.set(what, rebuild(make()));
      };
      plant(`${place}: extra`, () => ({ ...value, extra: 1 }));
      for (const [key, inner] of Object.entries(value)) {
        const at = place === '' ? key : `${place}.${key}`;
        plant(`${at}: missing`, () => Object.fromEntries(Object.entries(value).filter(([other]) => other !== key)));
        walk(inner, at, (changed) => rebuild({ ...value, [key]: changed }));
      }
    }
  };
  walk(document, '', (changed) => changed);
  return [...found].map(([place, defect]) => ({ place, defect }));
}
