/** The `Store` over Cloud Firestore. Loaded only by hosts that use it: the client library takes a second to load. */
export { FirestoreStore } from './firestore-store.ts';
