/** The Firestore that tests and `--target emulators` use: found, started, stopped. */
export { type FirestoreSource, findFirestore } from './find.ts';
export { firestoreAnswers, firestoreCommand, type RunningFirestore, startFirestore } from './start.ts';
