import { rngFor } from '../../lib/random/index.ts';
import type { HistoryWindow, KnownRun } from '../history/index.ts';
import { type Blocks, blocksOf } from './blocks.ts';
import { measured } from './comparable.ts';
import { drawWindows, type Levels, levelsOf } from './levels.ts';
import { type Scope, SIDES, type Side, type Sides } from './types.ts';

export const ALL: Scope = { journey: '', operation: '', phase: '' };

/** Operations over all phases; each journey in each phase; everything in each phase where there are several; everything. */
export function scopesOf(sides: Sides): Scope[] {
  const windows = SIDES.flatMap((side) => sides[side].flatMap(measured));
  const distinct = (key: 'journey' | 'operation' | 'phase') => [...new Set(windows.map((it) => it[key]))].sort();
  const phases = distinct('phase');
  return [
    ...distinct('operation').map((operation) => ({ ...ALL, operation })),
    ...phases.flatMap((phase) => distinct('journey').map((journey) => ({ ...ALL, journey, phase }))),
    ...(phases.length < 2 ? [] : phases).map((phase) => ({ ...ALL, phase })),
    ALL,
  ];
}

const inside = (scope: Scope) => (window: HistoryWindow) =>
  (scope.journey === '' || window.journey === scope.journey) &&
  (scope.operation === '' || window.operation === scope.operation) &&
  (scope.phase === '' || window.phase === scope.phase);

/** One run of a side, read scope by scope; what was read is kept, since scopes are each other's witnesses. */
export class RunReader {
  readonly side: Side;
  readonly operations: readonly string[];
  readonly #windows: readonly HistoryWindow[];
  readonly #quantiles: readonly number[];
  readonly #seed: number;
  readonly #blocks = new Map<string, Blocks>();
  readonly #levels = new Map<string, Levels>();

  constructor(side: Side, run: KnownRun, quantiles: readonly number[], seed: number) {
    this.side = side;
    this.#windows = measured(run);
    this.#quantiles = quantiles;
    this.#seed = seed;
    this.operations = [...new Set(this.#windows.map((window) => window.operation))].sort();
  }

  blocks(scope: Scope): Blocks {
    return kept(this.#blocks, scope, () => blocksOf(this.#windows.filter(inside(scope))));
  }

  /** Number of windows of a phase. */
  windows(phase: string): number {
    return this.blocks({ ...ALL, phase }).counts.size;
  }

  levels(scope: Scope): Levels {
    return kept(this.#levels, scope, () => {
      const windows = [...this.blocks({ ...ALL, phase: scope.phase }).counts.keys()].sort((a, b) => a - b);
      // The same draws for all scopes of a phase: the generator begins anew for each.
      const draws = drawWindows(windows, rngFor(this.#seed, `windows of ${scope.phase}`));
      return levelsOf(this.blocks(scope), draws, this.#quantiles);
    });
  }
}

function kept<T>(store: Map<string, T>, scope: Scope, make: () => T): T {
  const key = JSON.stringify([scope.journey, scope.operation, scope.phase]);
  const found = store.get(key) ?? make();
  store.set(key, found);
  return found;
}

/** Operations of which less than half of the requests belong to the scope: they can say what happened beside it. */
export function witnesses(readers: readonly RunReader[], scope: Scope): string[] {
  const requests = (it: Scope) => readers.reduce((sum, reader) => sum + reader.blocks(it).requests, 0);
  const operations = [...new Set(readers.flatMap((reader) => reader.operations))].sort();
  if (scope.journey === '' && scope.operation === '') return operations;
  if (scope.operation !== '') return operations.filter((operation) => operation !== scope.operation);
  return operations.filter(
    (operation) => requests({ ...scope, operation }) < 0.5 * requests({ ...scope, journey: '', operation }),
  );
}
