import type { GreyImage } from './image.ts';

/** Cells a side; the hash compares neighbours, so it has twice 8 × 8 bits. */
const SIDE = 8;
const HASH_BITS = 2 * SIDE * SIDE;

/**
 * The difference hash: the picture is averaged into cells, and each bit says whether a cell is darker than its right (first half) or lower (second
 * half) neighbour. It holds when brightness, contrast or size change, and little when the picture is cut or noisy.
 */
export function perceptualHash(image: GreyImage): Uint8Array {
  const bits = new Uint8Array(HASH_BITS);
  const wide = cells(image, SIDE + 1, SIDE);
  const tall = cells(image, SIDE, SIDE + 1);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const across = y * (SIDE + 1) + x;
      const down = y * SIDE + x;
      bits[down] = (wide[across] ?? 0) < (wide[across + 1] ?? 0) ? 1 : 0;
      bits[SIDE * SIDE + down] = (tall[down] ?? 0) < (tall[down + SIDE] ?? 0) ? 1 : 0;
    }
  }
  return bits;
}

/** In how many bits two hashes differ. */
export function hashDistance(one: Uint8Array, other: Uint8Array): number {
  let distance = 0;
  for (let i = 0; i < HASH_BITS; i++) if (one[i] !== other[i]) distance++;
  return distance;
}

/** The picture's average brightness in each cell of a grid; a cell covers at least one pixel. */
function cells({ width, height, pixels }: GreyImage, across: number, down: number): Float64Array {
  const means = new Float64Array(across * down);
  for (let row = 0; row < down; row++) {
    const [top, bottom] = span(row, down, height);
    for (let column = 0; column < across; column++) {
      const [left, right] = span(column, across, width);
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += pixels[y * width + x] ?? 0;
      means[row * across + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
}

function span(cell: number, cells: number, pixels: number): [number, number] {
  const from = Math.min(Math.floor((cell * pixels) / cells), pixels - 1);
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * pixels) / cells))];
}
