/** One measured step: load offered (users, or requests/s per server) and throughput reached. */
export interface LoadPoint {
  readonly load: number;
  readonly throughput: number;
}

export interface UslFit {
  /** Throughput per unit of load without any interference. */
  readonly lambda: number;
  /** Contention: the share that is serialised. */
  readonly sigma: number;
  /** Coherency: the cost of agreeing, which bends the curve back down. */
  readonly kappa: number;
  /** Load at which throughput peaks; infinite where κ is 0. */
  readonly peakLoad: number;
  readonly peakThroughput: number;
  readonly r2: number;
}

/** Gunther's Universal Scalability Law: X(N) = λN ÷ (1 + σ(N−1) + κN(N−1)). */
export const uslAt = ({ lambda, sigma, kappa }: Pick<UslFit, 'lambda' | 'sigma' | 'kappa'>, load: number): number =>
  (lambda * load) / (1 + sigma * (load - 1) + kappa * load * (load - 1));

/**
 * Fits the law by non-negative least squares: N/X(N) = a + b(N−1) + cN(N−1) is linear in a = 1/λ, b = σ/λ and c = κ/λ, weighted by X⁴/N² so
 * that residuals count in throughput, not in its inverse. Coefficients that would be negative are set to 0 and the rest is fitted again.
 * Needs at least three distinct loads; throws a RangeError otherwise.
 */
export function fitUsl(points: readonly LoadPoint[]): UslFit {
  const usable = points.filter((point) => point.load > 0 && point.throughput > 0);
  if (new Set(usable.map((point) => point.load)).size < 3) {
    throw new RangeError('a scalability fit needs at least three different loads with throughput: measure more steps');
  }
  const rows = usable.map(({ load, throughput }) => ({
    terms: [1, load - 1, load * (load - 1)],
    value: load / throughput,
    weight: throughput ** 4 / load ** 2,
  }));
  let free = [0, 1, 2];
  let solution = solve(rows, free);
  for (;;) {
    const negative = free.filter((i) => i !== 0 && (solution[i] ?? 0) < 0);
    if (negative.length === 0) break;
    free = free.filter((i) => !negative.includes(i));
    solution = solve(rows, free);
  }
  const [a = 0, b = 0, c = 0] = solution;
  const fit = { lambda: 1 / a, sigma: b / a, kappa: c / a };
  const peakLoad = fit.kappa > 0 ? Math.sqrt(Math.max(0, 1 - fit.sigma) / fit.kappa) : Infinity;
  const mean = usable.reduce((sum, point) => sum + point.throughput, 0) / usable.length;
  const rest = usable.reduce((sum, point) => sum + (point.throughput - uslAt(fit, point.load)) ** 2, 0);
  const spread = usable.reduce((sum, point) => sum + (point.throughput - mean) ** 2, 0);
  const peakThroughput = Number.isFinite(peakLoad)
    ? uslAt(fit, peakLoad)
    : fit.sigma > 0
      ? fit.lambda / fit.sigma
      : Infinity;
  return { ...fit, peakLoad, peakThroughput, r2: spread === 0 ? 1 : 1 - rest / spread };
}

interface Row {
  readonly terms: readonly number[];
  readonly value: number;
  readonly weight: number;
}

/** Weighted least squares over the chosen terms by the normal equations, scaled so that they stay well conditioned. */
function solve(rows: readonly Row[], free: readonly number[]): number[] {
  const scale = free.map((i) => Math.max(1e-12, ...rows.map((row) => Math.abs(row.terms[i] ?? 0))));
  const matrix = free.map((i, k) => [
    ...free.map((j, l) =>
      rows.reduce(
        (sum, row) =>
          sum + (row.weight * (row.terms[i] ?? 0) * (row.terms[j] ?? 0)) / ((scale[k] ?? 1) * (scale[l] ?? 1)),
        0,
      ),
    ),
    rows.reduce((sum, row) => sum + (row.weight * (row.terms[i] ?? 0) * row.value) / (scale[k] ?? 1), 0),
  ]);
  const solved = gauss(matrix);
  const result = [0, 0, 0];
  free.forEach((i, k) => {
    result[i] = (solved[k] ?? 0) / (scale[k] ?? 1);
  });
  return result;
}

/** Gaussian elimination with partial pivoting of an augmented matrix. */
function gauss(matrix: number[][]): number[] {
  const n = matrix.length;
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row;
    [matrix[column], matrix[pivot]] = [matrix[pivot] as number[], matrix[column] as number[]];
    for (let row = column + 1; row < n; row++) {
      const factor = at(row, column) / at(column, column);
      const target = matrix[row] as number[];
      for (let k = column; k <= n; k++) target[k] = at(row, k) - factor * at(column, k);
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let row = n - 1; row >= 0; row--) {
    let value = at(row, n);
    for (let k = row + 1; k < n; k++) value -= at(row, k) * (solution[k] ?? 0);
    solution[row] = value / at(row, row);
  }
  return solution;
}
