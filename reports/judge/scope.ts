import { BASELINE } from '../../lib/plan/index.ts';
import { type CountCell, isTransport, type LatencyCell, type RunWindows, type Segment } from '../ingest/index.ts';

/** Which samples count. */
export interface Scope {
  readonly journey?: string;
  readonly operation?: string;
  readonly segments: (segment: Segment) => boolean;
  /** Which windows, by their number; absent: all. */
  readonly windows?: (window: number) => boolean;
}

/** What the samples of a scope add up to. */
export interface Tally {
  readonly cells: readonly LatencyCell[];
  readonly requests: number;
  readonly errors: number;
  /** Errors in which no answer came. */
  readonly unanswered: number;
  readonly refused: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

/** Part of the run in which no fault is in force: the baseline, and recoveries. */
export const undisturbed = ({ phase }: Segment): boolean => phase === BASELINE || phase.startsWith('recovery:');

export const MEASURED = (segment: Segment): boolean => segment.measured;
export const EVERYWHERE = (): boolean => true;

const total = (cells: readonly { readonly count: number }[]): number =>
  cells.reduce((sum, cell) => sum + cell.count, 0);

export function tally(windows: RunWindows, scope: Scope): Tally {
  const inside = windows.segments.map(scope.segments);
  const within = <C extends LatencyCell | CountCell>(cells: readonly C[]): C[] =>
    cells.filter(
      (cell) =>
        inside[cell.segment] === true &&
        (scope.windows === undefined || scope.windows(cell.window)) &&
        (scope.journey === undefined || cell.journey === scope.journey) &&
        (scope.operation === undefined || cell.operation === scope.operation),
    );
  const cells = within(windows.latency);
  const errors = within(windows.errors);
  return {
    cells,
    requests: total(cells),
    errors: total(errors),
    unanswered: total(errors.filter((cell) => isTransport(cell.kind))),
    refused: total(within(windows.refused)),
    cacheHits: total(within(windows.cacheHits)),
    cacheMisses: total(within(windows.cacheMisses)),
  };
}
