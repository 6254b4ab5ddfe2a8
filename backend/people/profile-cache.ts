import type { ProfileView } from '../../lib/api/index.ts';
import { LruCache } from '../cache/index.ts';
import type { Store } from '../ports/index.ts';
import { readProfile } from './profile.ts';
import { PROFILES } from './settings.ts';

/** Profiles that were looked at lately. Feed and search offer what they read, so that looking closer costs no read. */
export class ProfileCache {
  readonly cache = new LruCache<ProfileView>({
    name: 'profiles',
    capacity: PROFILES.cached,
    ttlMs: PROFILES.ttlMs,
  });

  /** @throws OperationError `not-found` naming `field`, which held the id */
  get(store: Store, now: number, uid: string, field: string) {
    return this.cache.get(now, uid, () => readProfile(store, uid, field));
  }
}
