/** The `Store` over Cloud Firestore, real or emulated. Loaded only by hosts that use it: the client library takes a second to load. */
export { FirestoreStore } from './firestore-store.ts';
export { type FirestoreOptions, openFirestore } from './open.ts';
