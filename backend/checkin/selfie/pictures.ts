import { z } from 'zod';
import { callerId, defineAdminOperation, type Operation } from '../../operations/index.ts';
import type { DocData, Reader } from '../../ports/index.ts';
import { decodeDataUrl, MAX_PICTURE_URL } from './verifier.ts';

/** Document `profilePictures/{uid}`. */
export interface ProfilePictureDoc extends DocData {
  readonly url: string;
}

export const picturePath = (uid: string): string => `profilePictures/${uid}`;

/** The URL of the user's profile picture, null without one. */
export async function readPicture(reader: Reader, uid: string): Promise<string | null> {
  return (await reader.get<ProfilePictureDoc>(picturePath(uid)))?.data.url ?? null;
}

/** Keeps the picture that selfies are held against. */
export const setProfilePicture: Operation = defineAdminOperation({
  name: 'setProfilePicture',
  summary: "Sets the caller's profile picture (PNG, PGM or PPM as a data URL, at most 64 KiB)",
  access: 'user',
  feature: 'profiles',
  flag: 'media_uploads',
  input: z.strictObject({ url: z.string().max(MAX_PICTURE_URL, 'give a picture of at most 64 KiB') }),
  output: z.strictObject({ width: z.number(), height: z.number() }),
  handler: async (ctx, { url }) => {
    const { width, height } = decodeDataUrl(url, 'url');
    const uid = callerId(ctx);
    await ctx.store.batch((writer) => writer.set(picturePath(uid), { url } satisfies ProfilePictureDoc));
    return { width, height };
  },
});
