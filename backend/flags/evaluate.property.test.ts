import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFlags } from './compile.ts';
import { evaluate } from './evaluate.ts';
import type { FlagConfig } from './model.ts';
import { safeDefaultFlags } from './safe-defaults.ts';
import { context, documents, key, withFlag } from './testing/arbitraries.ts';

const RUNS = { numRuns: 300 };

test('kill beats all: a killed flag is disabled for everybody, whatever else is set', () => {
  fc.assert(
    fc.property(documents(), key(), context(), (docs, flag, who) => {
      const set = compileFlags(withFlag(docs, flag, { state: 'kill' }));
      expect(evaluate(set, flag, who)).toMatchObject({ enabled: false, state: 'kill', reason: 'killed' });
    }),
    RUNS,
  );
});

test('growing the roll-out never removes a user', () => {
  const percent = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100);
  fc.assert(
    fc.property(documents(), key(), context(), percent, percent, (docs, flag, who, a, b) => {
      const at = (rollout: number) =>
        evaluate(compileFlags(withFlag(docs, flag, { state: 'canary', rollout })), flag, who).enabled;
      if (at(Math.min(a, b))) expect(at(Math.max(a, b))).toBe(true);
    }),
    RUNS,
  );
});

test('adding a restriction never enables anything, for the flag or for those that depend on it', () => {
  const restriction = fc.constantFrom<Partial<FlagConfig>>(
    { requiresVip: true },
    { requiresRoyal: true },
    { requiresCreator: true },
    { countries: ['DE'] },
    { platforms: ['web'] },
    { env: 'dev' },
    { state: 'kill' },
  );
  fc.assert(
    fc.property(documents(), key(), key(), context(), restriction, (docs, flag, asked, who, change) => {
      const before = docs.flags.get(flag);
      const widens =
        (change.countries && before?.countries.length !== 0) || (change.platforms && before?.platforms.length !== 0);
      fc.pre(!widens);
      const was = evaluate(compileFlags(docs), asked, who).enabled;
      const is = evaluate(compileFlags(withFlag(docs, flag, change)), asked, who).enabled;
      expect(is && !was).toBe(false);
    }),
    RUNS,
  );
});

test('a flag is never enabled where one of its dependencies is not', () => {
  fc.assert(
    fc.property(documents(), context(), (docs, who) => {
      const set = compileFlags(docs);
      for (const [flag, { config }] of set) {
        if (evaluate(set, flag, who).enabled)
          for (const needed of config.dependencies) expect(evaluate(set, needed, who).enabled).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test('any dependency cycle ends and leaves its flags off', () => {
  fc.assert(
    fc.property(documents(), fc.uniqueArray(key(), { minLength: 1, maxLength: 5 }), context(), (docs, ring, who) => {
      let looped = docs;
      ring.forEach((flag, i) => {
        const next = ring[(i + 1) % ring.length] ?? flag;
        looped = withFlag(looped, flag, { state: 'on', dependencies: [next] });
      });
      const set = compileFlags(looped);
      for (const flag of ring) expect(evaluate(set, flag, who).enabled).toBe(false);
    }),
    RUNS,
  );
});

test('an outage of the store never enables what was disabled before it', () => {
  fc.assert(
    fc.property(documents(), key(), context(), (docs, flag, who) => {
      const known = compileFlags(docs);
      const during = evaluate(safeDefaultFlags(known), flag, who).enabled;
      expect(during && !evaluate(known, flag, who).enabled).toBe(false);
    }),
    RUNS,
  );
});
