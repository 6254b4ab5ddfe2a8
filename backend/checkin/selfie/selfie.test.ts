import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pictureUrlOf, selfieUrlOf } from '../../../lib/pictures/index.ts';
import { refusalOf } from '../../testing/index.ts';
import { decodeImage, type GreyImage } from './image.ts';
import { hashDistance, perceptualHash } from './perceptual-hash.ts';
import { decodeDataUrl, MAX_DISTANCE, perceptualVerifier } from './verifier.ts';

const chunk = (type: string, data: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
};

/** A PNG whose rows use the given filters, one after the other. */
function png(
  width: number,
  height: number,
  samples: number,
  data: Uint8Array,
  filters: readonly number[] = [0],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, { 1: 0, 2: 4, 3: 2, 4: 6 }[samples] ?? 0], 8);
  const stride = width * samples;
  const at = (row: number, i: number) => (row < 0 || i < 0 ? 0 : (data[row * stride + i] ?? 0));
  const rows = Array.from({ length: height }, (_, row) => {
    const filter = filters[row % filters.length] ?? 0;
    const line = Array.from({ length: stride }, (_unused, i) => {
      const [left, up, corner] = [at(row, i - samples), at(row - 1, i), i < samples ? 0 : at(row - 1, i - samples)];
      const paeth = [left, up, corner].reduce((best, one) =>
        Math.abs(left + up - corner - one) < Math.abs(left + up - corner - best) ? one : best,
      );
      const predicted = [0, left, up, (left + up) >> 1, paeth][filter] ?? 0;
      return at(row, i) - predicted;
    });
    return [filter, ...line];
  });
  const idat = deflateSync(Uint8Array.from(rows.flat()));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', idat.subarray(0, 5)),
    chunk('IDAT', idat.subarray(5)),
    chunk('IEND', new Uint8Array()),
  ]);
}

const pgm = (
  width: number,
  height: number,
  pixels: Uint8Array,
  header = `P5\n# made by hand\n${width} ${height}\n255\n`,
) => Buffer.concat([Buffer.from(header), pixels]);

const pictureArb = fc.record({
  width: fc.integer({ min: 1, max: 12 }),
  height: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(),
});
const noise = (count: number, seed: number) =>
  Uint8Array.from({ length: count }, (_, i) => (i * 7919 + seed * 31 + i * i) & 255);

describe('decodeImage', () => {
  test('reads grey PNG with every filter, and PGM, pixel by pixel', () => {
    fc.assert(
      fc.property(pictureArb, fc.array(fc.nat(4), { minLength: 1 }), ({ width, height, seed }, filters) => {
        const pixels = noise(width * height, seed);
        const expected = { width, height, pixels };
        expect(decodeImage(png(width, height, 1, pixels, filters))).toEqual(expected);
        expect(decodeImage(pgm(width, height, pixels))).toEqual(expected);
      }),
    );
  });

  test('reads colours as the eye weighs them, and ignores alpha', () => {
    const rgb = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 100, 100, 100]);
    const grey = [76, 149, 29, 100];
    const rgba = Uint8Array.from([255, 0, 0, 9, 0, 255, 0, 9, 0, 0, 255, 9, 100, 100, 100, 9]);
    expect([...decodeImage(png(2, 2, 3, rgb, [4, 3])).pixels]).toEqual(grey);
    expect([...decodeImage(png(4, 1, 4, rgba, [1])).pixels]).toEqual(grey);
    expect([...decodeImage(pgm(4, 1, rgb, 'P6 4 1 255\n')).pixels]).toEqual(grey);
    expect([...decodeImage(png(2, 1, 2, Uint8Array.from([7, 255, 8, 0]), [2])).pixels]).toEqual([7, 8]);
  });

  const good = png(4, 4, 1, noise(16, 1));
  const patched = (at: number, value: number) => Buffer.from(good).fill(value, at, at + 1);
  test.each([
    ['is neither', Buffer.from('GIF89a')],
    ['ends before its last pixel', pgm(4, 4, noise(15, 1))],
    ['highest sample', pgm(4, 4, noise(16, 1), 'P5 4 4 65535\n')],
    ['broken PGM', pgm(4, 4, noise(16, 1), 'P5 four 4 255\n')],
    ['pixels', pgm(0, 4, noise(16, 1), 'P5 0 4 255\n')],
    ['pixels', pgm(9, 9, noise(16, 1), 'P5 9999999 9999999 255\n')],
    ['ends within', good.subarray(0, 45)],
    ['no PNG header', good.subarray(0, 10)],
    ['8 bits', patched(24, 16)],
    ['8 bits', patched(25, 3)],
    ['8 bits', patched(28, 1)],
    ['broken PNG data', patched(45, 255)],
  ])('refuses what %s', (message, bytes) => {
    expect(() => decodeImage(bytes)).toThrow(message);
  });

  test('a small file that unfolds to more than it says is refused', () => {
    const bomb = png(4, 4, 1, noise(16, 1));
    const lies = Buffer.concat([
      bomb.subarray(0, 33),
      chunk('IDAT', deflateSync(Buffer.alloc(50_000_000))),
      chunk('IEND', new Uint8Array()),
    ]);
    expect(() => decodeImage(lies)).toThrow('broken PNG data');
  });
});

const hashOf = (url: string) => perceptualHash(decodeDataUrl(url, 'test'));
const uids = Array.from({ length: 60 }, (_, n) => `u${n}`);

describe('the perceptual hash', () => {
  test('holds when the picture is brighter, flatter or larger', () => {
    const picture = decodeDataUrl(pictureUrlOf('u1'), 'test');
    const changed: GreyImage[] = [
      { ...picture, pixels: picture.pixels.map((pixel) => Math.min(255, pixel + 30)) },
      { ...picture, pixels: picture.pixels.map((pixel) => pixel * 0.7) },
      {
        width: picture.width * 3,
        height: picture.height * 3,
        pixels: Uint8Array.from({ length: picture.pixels.length * 9 }, (_, at) => {
          const [x, y] = [Math.floor((at % (picture.width * 3)) / 3), Math.floor(at / (picture.width * 9))];
          return picture.pixels[y * picture.width + x] ?? 0;
        }),
      },
    ];
    for (const image of changed) expect(hashDistance(perceptualHash(picture), perceptualHash(image))).toBeLessThan(12);
  });

  test('every selfie of a user matches, and of strangers next to none', () => {
    const pictures = uids.map((uid) => hashOf(pictureUrlOf(uid)));
    let wrong = 0;
    for (const [i, uid] of uids.entries()) {
      const selfie = hashOf(selfieUrlOf(uid, i));
      for (const [j, picture] of pictures.entries()) {
        const matched = hashDistance(selfie, picture) <= MAX_DISTANCE;
        if (i === j) expect(matched, uid).toBe(true);
        else if (matched) wrong++;
      }
    }
    expect(wrong / (uids.length * (uids.length - 1))).toBeLessThan(0.002);
  });
});

test.each([['https://example.org/me.png'], ['data:text/plain;base64,AAAA'], ['data:image/png;base64,AAAA']])(
  'the verifier refuses %s',
  async (url) => {
    expect(await refusalOf(perceptualVerifier.verify(url, pictureUrlOf('u1')))).toMatchObject({
      code: 'invalid-argument',
      details: { field: 'selfieUrl' },
    });
  },
);
