import { OperationError } from '../../../lib/wire/index.ts';
import { decodeImage, type GreyImage } from './image.ts';
import { hashDistance, perceptualHash } from './perceptual-hash.ts';

interface SelfieAnswer {
  readonly matched: boolean;
  /** How unlike the two are, in the verifier's own unit; for people who decide a dispute. */
  readonly distance: number;
}

/**
 * Port: whether a selfie shows whom the profile picture shows. Both are URLs; which schemes are read is the verifier's affair.
 * Throws `invalid-argument` for a picture that it cannot read, `unavailable` where it cannot answer.
 */
export interface SelfieVerifier {
  verify(selfieUrl: string, pictureUrl: string): Promise<SelfieAnswer>;
}

/** Of 128 bits. Strangers' pictures differ in about half, a changed copy of the same in a few. */
export const MAX_DISTANCE = 24;
/** Characters of a data URL: 64 KiB of picture. */
export const MAX_PICTURE_URL = 88_000;

/**
 * The verifier that needs no service: the selfie must be like the profile picture by its perceptual hash. That recognises the same picture, not the
 * same face; put a face-match service behind the port for the latter. Reads `data:` URLs only.
 */
export const perceptualVerifier: SelfieVerifier = {
  verify: async (selfieUrl, pictureUrl) => {
    const selfie = perceptualHash(decodeDataUrl(selfieUrl, 'selfieUrl'));
    const distance = hashDistance(selfie, perceptualHash(decodeDataUrl(pictureUrl, 'the profile picture')));
    return { matched: distance <= MAX_DISTANCE, distance };
  },
};

/** @throws OperationError `invalid-argument` that names `field` */
export function decodeDataUrl(url: string, field: string): GreyImage {
  const [, base64] = /^data:image\/[a-z0-9.+-]+;base64,([A-Za-z0-9+/]+={0,2})$/.exec(url) ?? [];
  try {
    if (base64 === undefined) throw new OperationError('invalid-argument', 'give a data:image/…;base64, URL');
    return decodeImage(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    throw new OperationError(error.code, `${field}: ${error.message}`, { field });
  }
}
