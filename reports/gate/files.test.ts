import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateConfig } from './config/schema.ts';
import { readGateConfig } from './index.ts';
import type { Launch } from './testing/deep-links.ts';
import { Bench, HOUR, iso, lastWindow, NOW } from './testing/judged.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench[Symbol.dispose]());

describe('files that cannot be believed', () => {
  const first = <T>(all: T[]): T => all[0] ?? expect.fail('empty');
  it.each<[string, RegExp, (launch: Launch) => void]>([
    [
      'a signature twice',
      /signatures\[\d+\]: "code.review by ada@example.com" is there already/,
      (l) => {
        l.signatures.push(first(l.signatures.filter((one) => one.item === 'code.review')));
      },
    ],
    [
      'a signature of tomorrow',
      /signatures\[0\].at: 2026-11-22 12:00 UTC is in the future/,
      (l) => {
        first(l.signatures).at = iso(NOW + 24 * HOUR);
        first(l.signatures).expires = iso(NOW + 48 * HOUR);
      },
    ],
    [
      'a signature of nobody',
      /signatures\.json: signatures\[0\]\.who: who\?/,
      (l) => {
        first(l.signatures).who = '  ';
      },
    ],
    [
      'a signature without evidence',
      /signatures\[0\]\.evidence: a link/,
      (l) => {
        first(l.signatures).evidence = 'trust me';
      },
    ],
    [
      'a signature that ends before it begins',
      /expires: .* is not after it was given/,
      (l) => {
        first(l.signatures).expires = iso(NOW - 9 * HOUR);
      },
    ],
    [
      'a signature for nothing',
      /the gate has no item "testing.smokes"/,
      (l) => {
        first(l.signatures).item = 'testing.smokes';
      },
    ],
    [
      'an approval by no role',
      /the gate has no role "ceo"/,
      (l) => {
        first(l.approvals).role = 'ceo';
      },
    ],
    [
      'a fact that nobody asked for',
      /the gate has no fact "urgent"/,
      (l) => {
        l.manifest.release.facts.urgent = true;
      },
    ],
    [
      'figures of tomorrow',
      /windows\[\d+\].to: .* is in the future/,
      (l) => {
        lastWindow(l).to = iso(NOW + HOUR);
      },
    ],
    [
      'more errors than requests',
      /windows\[\d+\]\.errors: more errors than requests/,
      (l) => {
        lastWindow(l).errors = 1e9;
      },
    ],
    [
      'half a commit',
      /release\.commit: the full commit/,
      (l) => {
        l.manifest.release.commit = 'abc';
      },
    ],
    [
      'results that are no XML',
      /unit\.xml: not valid XML/,
      (l) => {
        l.junit.unit = '<testsuites><testsuite>';
      },
    ],
    [
      'results that are something else',
      /unit\.xml: not a JUnit file/,
      (l) => {
        l.junit.unit = '<html/>';
      },
    ],
    [
      'a run that is none',
      /runs\/nowhere: not a run folder/,
      (l) => {
        l.manifest.runs = ['runs/nowhere'];
      },
    ],
    [
      'a time without a zone',
      /signatures\[0\]\.at: a date and time with its zone/,
      (l) => {
        first(l.signatures).at = '2026-11-01T10:00:00';
      },
    ],
  ])('%s', (_, message, plant) => {
    expect(() => bench.gateOf('beta', plant)).toThrow(message);
  });

  it('and a declaration with a mistake in it', async () => {
    const read = async (change: (config: GateConfig) => void) => {
      const changed = structuredClone(bench.config);
      change(changed);
      const path = join(mkdtempSync(join(bench.root, 'config-')), 'gate.json');
      writeFileSync(path, JSON.stringify(changed));
      return readGateConfig(path);
    };
    expect(await read(() => {})).toEqual(bench.config);
    await expect(
      read((one) => {
        one.phases.reverse();
      }),
    ).rejects.toThrow(/phases: must be internal, beta/);
    await expect(
      read((one) => {
        one.checklist[0]?.items.push(first(one.checklist[1]?.items ?? []));
      }),
    ).rejects.toThrow(/"database.applied" appears twice/);
    await expect(
      read((one) => {
        Object.assign(one.checklist[0]?.items[0] ?? {}, { when: 'friday' });
      }),
    ).rejects.toThrow(/no fact "friday": declare it/);
    await expect(
      read((one) => {
        Object.assign(one.checklist[0]?.items[0] ?? {}, { chek: 1 });
      }),
    ).rejects.toThrow(/checklist\[0\]\.items\[0\]: .*"chek"/);
    await expect(
      read((one) => {
        Object.assign(one.phases[2]?.rollback[0] ?? {}, { row: 'none' });
      }),
    ).rejects.toThrow(/no row "none" in the matrix/);
    await expect(readGateConfig('nowhere.yaml')).rejects.toThrow('nowhere.yaml: there is no such file');
  });
});
