import type { ProfileView } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { DocData, Reader } from '../ports/index.ts';
import { searchTokens } from './search/tokens.ts';

/** What a person says of themselves, and how sought after they are (any number from 0 up; the feed and the search favour high ones). */
export interface ProfileFields {
  readonly name: string;
  readonly age: number;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly bio: string;
  readonly interests: readonly string[];
  readonly popularity: number;
}

/** Document `users/{uid}`. It may hold more fields than these. */
export interface ProfileDoc extends DocData, ProfileFields {
  /** What the profile is found by: derived from name, city and interests. */
  readonly searchTokens: readonly string[];
}

export const profilePath = (uid: string): string => `users/${uid}`;

/** The document of a profile, with everything that follows from its fields. Seeds and edits write profiles through this. */
export const profileDocument = (fields: ProfileFields): ProfileDoc => ({
  ...fields,
  searchTokens: searchTokens(fields),
});

/** What others see of a profile. */
export function viewOf(userId: string, doc: ProfileFields): ProfileView {
  const { name, age, city, country, bio, interests, popularity } = doc;
  return { userId, name, age, city, country, bio, interests, popularity };
}

/** @throws OperationError `not-found` naming the field that held the id */
export async function readProfile(reader: Reader, uid: string, field: string): Promise<ProfileView> {
  const doc = await reader.get<ProfileDoc>(profilePath(uid));
  if (!doc) throw new OperationError('not-found', `${field}: there is no user ${uid}`, { field });
  return viewOf(uid, doc.data);
}
