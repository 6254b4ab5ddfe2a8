import type { HistoryWindow, KnownRun } from '../history/index.ts';
import { type Blocks, blocksOf, logQuantile, merged } from './blocks.ts';
import { measured } from './comparable.ts';
import { meanOf, type Other } from './levels.ts';
import { COMPARE } from './thresholds.ts';
import { type Scope, SIDES, type Side, type Sides } from './types.ts';

/** One run of one side, cut into what a scope needs. */
export interface RunBlocks {
  readonly side: Side;
  readonly run: KnownRun;
  readonly own: Blocks;
  /** Operations that are not (mostly) the scope itself. */
  readonly others: readonly { readonly operation: string; readonly blocks: Blocks }[];
}

/** Operations over all phases; each journey in each phase; and everything in each phase where there are several. */
export function scopesOf(sides: Sides): Scope[] {
  const windows = SIDES.flatMap((side) => sides[side].flatMap(measured));
  const distinct = (key: 'journey' | 'operation' | 'phase') => [...new Set(windows.map((it) => it[key]))].sort();
  const phases = distinct('phase');
  return [
    ...distinct('operation').map((operation) => ({ journey: '', operation, phase: '' })),
    ...phases.flatMap((phase) => distinct('journey').map((journey) => ({ journey, operation: '', phase }))),
    ...(phases.length < 2 ? [] : phases).map((phase) => ({ journey: '', operation: '', phase })),
    { journey: '', operation: '', phase: '' },
  ];
}

const inside = (scope: Scope) => (window: HistoryWindow) =>
  (scope.journey === '' || window.journey === scope.journey) &&
  (scope.operation === '' || window.operation === scope.operation) &&
  (scope.phase === '' || window.phase === scope.phase);

/** Cuts all runs for a scope. Windows of each run are grouped once and kept, since scopes share them. */
export class Cutter {
  readonly #runs: readonly {
    readonly side: Side;
    readonly run: KnownRun;
    readonly windows: readonly HistoryWindow[];
  }[];
  readonly #operations: readonly string[];
  readonly #kept = new Map<string, Blocks>();

  constructor(sides: Sides) {
    this.#runs = SIDES.flatMap((side) => sides[side].map((run) => ({ side, run, windows: measured(run) })));
    this.#operations = [...new Set(this.#runs.flatMap((it) => it.windows.map((window) => window.operation)))].sort();
  }

  cut(scope: Scope): RunBlocks[] {
    const others = this.#operations.filter((operation) => this.#shareOf(operation, scope) < 0.5);
    return this.#runs.map(({ side, run }, i) => {
      const of = (it: Scope) => this.#blocks(i, it);
      const rest = others.map((operation) => ({
        operation,
        blocks: of({ journey: '', operation, phase: scope.phase }),
      }));
      return { side, run, own: of(scope), others: rest };
    });
  }

  #blocks(run: number, scope: Scope): Blocks {
    const key = JSON.stringify([run, scope.journey, scope.operation, scope.phase]);
    const kept = this.#kept.get(key) ?? blocksOf(this.#runs[run]?.windows.filter(inside(scope)) ?? []);
    this.#kept.set(key, kept);
    return kept;
  }

  /** Which part of an operation's requests belongs to the scope. */
  #shareOf(operation: string, scope: Scope): number {
    let [all, own] = [0, 0];
    for (const { windows } of this.#runs) {
      for (const window of windows) {
        if (window.operation !== operation) continue;
        all += window.count;
        if (inside(scope)(window)) own += window.count;
      }
    }
    return all === 0 ? 0 : own / all;
  }
}

/** The others of each run with their usual levels, which are the same for all runs: only what departs from them is the machine's mood. */
export function moodsOf(cuts: readonly RunBlocks[], quantile: number): readonly (readonly Other[])[] {
  const usual = new Map<string, number>();
  const operations = cuts[0]?.others.map((it) => it.operation) ?? [];
  for (const operation of operations) {
    const levels = SIDES.map((side) => {
      const own = cuts
        .filter((cut) => cut.side === side)
        .flatMap((cut) => cut.others.filter((it) => it.operation === operation));
      if (own.some(({ blocks }) => blocks.requests < COMPARE.leastRequests)) return Number.NaN;
      return meanOf(own.map(({ blocks }) => logQuantile(blocks.bins, merged(blocks), quantile)));
    });
    const level = meanOf(levels);
    if (Number.isFinite(level)) usual.set(operation, level);
  }
  return cuts.map((cut) =>
    cut.others.flatMap(({ operation, blocks }) => {
      const level = usual.get(operation);
      return level === undefined ? [] : [{ blocks, usual: level }];
    }),
  );
}
