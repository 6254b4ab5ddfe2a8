import type { RunWindows } from '../../../ingest/index.ts';

/** A stretch of a time plot that is set off. */
export interface Shade {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: 'ramp' | 'fault' | 'recovery';
  /** Name of the fault; empty for the rest. */
  readonly label: string;
}

/** Ramps, faults and recoveries as the run went through them. */
export function shadesOf({ segments }: RunWindows): readonly Shade[] {
  const shades: Shade[] = [];
  for (const { phase, fromMs, toMs, measured } of segments) {
    if (!measured) add(shades, { fromMs, toMs, kind: 'ramp', label: '' });
    if (phase.startsWith('fault:')) add(shades, { fromMs, toMs, kind: 'fault', label: phase.slice('fault:'.length) });
    if (measured && phase.startsWith('recovery:')) add(shades, { fromMs, toMs, kind: 'recovery', label: '' });
  }
  return shades;
}

/** Neighbouring segments of one phase are one shade. */
function add(shades: Shade[], shade: Shade): void {
  const i = shades.findLastIndex(
    (it) => it.kind === shade.kind && it.label === shade.label && it.toMs === shade.fromMs,
  );
  const before = shades[i];
  if (before) shades[i] = { ...before, toMs: shade.toMs };
  else shades.push(shade);
}

/** The faults of a run in the order in which they began; their places are their numbers on the plots. */
export const faultsOf = (shades: readonly Shade[]): readonly Shade[] =>
  shades.filter((shade) => shade.kind === 'fault');

/** Flag changes and notes; faults are shades. */
export const momentsOf = ({ marks }: RunWindows): readonly number[] =>
  marks.filter((mark) => mark.kind === 'flag' || mark.kind === 'note').map((mark) => mark.atMs);
