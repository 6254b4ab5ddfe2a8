import { inflateSync } from 'node:zlib';
import { OperationError } from '../../../lib/wire/index.ts';

/** Brightness of each pixel, 0 to 255, row by row from the top left. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Enough for a selfie; bounds what a small compressed file can unfold to. */
const MAX_PIXELS = 1_000_000;

const refuse = (what: string) => new OperationError('invalid-argument', `the picture ${what}`);

/** Brightness as the eye weighs colours (ITU-R BT.601). */
const luma = (red: number, green: number, blue: number): number => (299 * red + 587 * green + 114 * blue) / 1000;

function checkSize(width: number, height: number): void {
  if (!(width > 0 && height > 0 && width * height <= MAX_PIXELS)) {
    throw refuse(`has ${width} × ${height} pixels: give 1 to ${MAX_PIXELS}`);
  }
}

/**
 * Reads binary PGM (P5) and PPM (P6) with 8 bits a sample, and PNG with 8 bits a sample that is not interlaced: grey, RGB, with or without alpha.
 * @throws OperationError `invalid-argument` that says what is wrong
 */
export function decodeImage(bytes: Uint8Array): GreyImage {
  if (bytes[0] === 0x50 && (bytes[1] === 0x35 || bytes[1] === 0x36)) return decodeNetpbm(bytes);
  if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) return decodePng(bytes);
  throw refuse('is neither PNG nor PGM nor PPM');
}

function decodeNetpbm(bytes: Uint8Array): GreyImage {
  const samples = bytes[1] === 0x35 ? 1 : 3;
  let at = 2;
  const number = (): number => {
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte === 0x23) while (at < bytes.length && bytes[at] !== 0x0a) at++;
      else if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) at++;
      else break;
    }
    let value = 0;
    const from = at;
    for (let byte = bytes[at] ?? 0; byte >= 0x30 && byte <= 0x39 && at - from < 7; byte = bytes[++at] ?? 0) {
      value = value * 10 + byte - 0x30;
    }
    if (at === from) throw refuse('has a broken PGM or PPM header');
    return value;
  };
  const [width, height, max] = [number(), number(), number()];
  checkSize(width, height);
  if (max !== 255) throw refuse(`has ${max} as its highest sample: give 255`);
  const data = bytes.subarray(at + 1);
  if (data.length < width * height * samples) throw refuse('ends before its last pixel');
  return { width, height, pixels: toGrey(data, width * height, samples) };
}

function toGrey(data: Uint8Array, count: number, samples: number): Uint8Array {
  const pixels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * samples;
    pixels[i] = samples < 3 ? (data[at] ?? 0) : luma(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
  }
  return pixels;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples a pixel by PNG's colour types: grey, RGB, grey and alpha, RGBA. */
const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

function decodePng(bytes: Uint8Array): GreyImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: { width: number; height: number; samples: number } | undefined;
  const data: Uint8Array[] = [];
  for (let at = PNG_SIGNATURE.length; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const from = at + 8;
    if (from + length + 4 > bytes.length) throw refuse('ends within a PNG chunk');
    if (type === 'IHDR' && length >= 13) header = readHeader(view, from);
    else if (type === 'IDAT') data.push(bytes.subarray(from, from + length));
    else if (type === 'IEND') break;
    at = from + length + 4;
  }
  if (!header) throw refuse('has no PNG header');
  const { width, height, samples } = header;
  const expected = height * (width * samples + 1);
  let raw: Uint8Array;
  try {
    raw = inflateSync(Buffer.concat(data), { maxOutputLength: expected });
  } catch {
    throw refuse('has broken PNG data');
  }
  if (raw.length < expected) throw refuse('ends before its last pixel');
  return { width, height, pixels: toGrey(unfilter(raw, width * samples, height, samples), width * height, samples) };
}

function readHeader(view: DataView, at: number): { width: number; height: number; samples: number } {
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, colour, interlace] = [view.getUint8(at + 8), view.getUint8(at + 9), view.getUint8(at + 12)];
  checkSize(width, height);
  const samples = PNG_SAMPLES[colour];
  if (depth !== 8 || samples === undefined || interlace !== 0) {
    throw refuse('must be a PNG of 8 bits a sample, grey or RGB, not interlaced');
  }
  return { width, height, samples };
}

/** Undoes PNG's row filters (PNG specification §9); `stride` is bytes a row, `back` bytes a pixel. */
function unfilter(raw: Uint8Array, stride: number, rows: number, back: number): Uint8Array {
  const out = new Uint8Array(stride * rows);
  for (let row = 0; row < rows; row++) {
    const filter = raw[row * (stride + 1)] ?? 0;
    if (filter > 4) throw refuse('has an unknown PNG filter');
    for (let i = 0; i < stride; i++) {
      const at = row * stride + i;
      const left = i >= back ? (out[at - back] ?? 0) : 0;
      const up = row > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = row > 0 && i >= back ? (out[at - stride - back] ?? 0) : 0;
      out[at] = (raw[row * (stride + 1) + 1 + i] ?? 0) + prediction(filter, left, up, corner);
    }
  }
  return out;
}

function prediction(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
