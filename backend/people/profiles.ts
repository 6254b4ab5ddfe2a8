import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { callerId, defineOperation, type Operation, userIdField } from '../operations/index.ts';
import { profileShape } from './fields.ts';
import { type ProfileDoc, type ProfileFields, profileDocument, profilePath, viewOf } from './profile.ts';
import type { ProfileCache } from './profile-cache.ts';

const MAX_BIO = 500;
const MAX_INTERESTS = 10;
const MAX_INTEREST = 40;
const MAX_CITY = 80;

const getProfileInput = z.strictObject({ userId: userIdField });
const getProfileOutput = profileShape.extend({ cache: z.enum(['hit', 'miss']) });

/** A profile as others see it. Bills one read, or none where it is cached. */
export const getProfileOperation = (profiles: ProfileCache): Operation =>
  defineOperation<'getProfile'>({
    name: 'getProfile',
    summary: 'A profile as others see it',
    access: 'user',
    feature: 'profiles',
    flag: 'profile_views',
    input: getProfileInput,
    output: getProfileOutput,
    handler: async (ctx, { userId }) => {
      const { value, cache } = await profiles.get(ctx.store, ctx.clock.now(), userId, 'userId');
      return { ...value, cache };
    },
  });

const updateProfileInput = z
  .strictObject({
    bio: z.string().max(MAX_BIO).exactOptional(),
    interests: z
      .array(z.string().trim().min(1).max(MAX_INTEREST))
      .max(MAX_INTERESTS, `give at most ${MAX_INTERESTS}`)
      .exactOptional(),
    city: z.string().trim().min(1).max(MAX_CITY).exactOptional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'give bio, interests or city');

/** Changes the caller's own profile and what it is found by. Bills one read and one write; other instances see it when their cache expires. */
export const updateProfileOperation = (profiles: ProfileCache): Operation =>
  defineOperation<'updateProfile'>({
    name: 'updateProfile',
    summary: "Changes the caller's own profile",
    access: 'user',
    feature: 'profiles',
    flag: 'profile_edit',
    input: updateProfileInput,
    output: profileShape,
    handler: async (ctx, changes) => {
      const uid = callerId(ctx);
      const view = await ctx.store.transaction(async (tx) => {
        const doc = await tx.get<ProfileDoc>(profilePath(uid));
        if (!doc) throw new OperationError('not-found', `there is no profile of ${uid}`);
        const fields: ProfileFields = { ...viewOf(uid, doc.data), ...changes };
        tx.update(doc.path, { ...changes, searchTokens: profileDocument(fields).searchTokens });
        return viewOf(uid, fields);
      });
      profiles.cache.delete(uid);
      return view;
    },
  });
