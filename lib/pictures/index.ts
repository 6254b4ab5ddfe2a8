/** Profile pictures and selfies of simulated users: the same in the backend's seed and in the scenarios, small enough to travel in a request. */
import { hash32, rngFor } from '../random/index.ts';

const SIDE = 24;
const BLOBS = 6;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The profile picture of a user, as a data URL of a PGM file of 24 × 24 pixels (about 0.8 kB). */
export const pictureUrlOf = (uid: string): string => dataUrl(pixelsOf(uid));

/** A selfie of the user: the same face, another exposure and some noise. `variant` tells selfies apart. */
export function selfieUrlOf(uid: string, variant = 0): string {
  const rng = rngFor(variant, `selfie ${uid}`);
  const [gain, offset] = [0.8 + 0.3 * rng.next(), 20 * rng.next()];
  return dataUrl(pixelsOf(uid).map((pixel) => gain * pixel + offset + 4 * (rng.next() - 0.5)));
}

/** Some smooth lights and shadows whose places follow from the user's id. */
function pixelsOf(uid: string): number[] {
  const rng = rngFor(hash32(uid), 'face');
  const blobs = Array.from({ length: BLOBS }, (_, i) => ({
    x: rng.next() * SIDE,
    y: rng.next() * SIDE,
    radius: SIDE * (0.15 + 0.25 * rng.next()),
    light: i % 2 === 0 ? 1 : -1,
  }));
  return Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    const light = blobs.reduce(
      (sum, blob) => sum + blob.light * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.radius ** 2),
      0,
    );
    return 128 + 70 * light;
  });
}

function dataUrl(pixels: readonly number[]): string {
  const header = [...`P5 ${SIDE} ${SIDE} 255\n`].map((char) => char.charCodeAt(0));
  const bytes = [...header, ...pixels.map((pixel) => Math.max(0, Math.min(255, Math.round(pixel))))];
  return `data:image/x-portable-graymap;base64,${base64(bytes)}`;
}

/** Written out because k6 has no Buffer. */
function base64(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = Math.min(3, bytes.length - i);
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let digit = 0; digit < 4; digit++) {
      out += digit <= left ? BASE64.charAt((bits >> (18 - 6 * digit)) & 63) : '=';
    }
  }
  return out;
}
