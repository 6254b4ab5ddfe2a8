/** The operation table as Cloud Functions (2nd gen) over Firestore; `main.ts` is what is deployed. */
export { type CloudFunctions, cloudFunctions, functionNames, named } from './functions.ts';
export { type Instance, lazily, startInstance } from './instance.ts';
export { type FunctionsSettings, type Resources, settingsFrom } from './settings.ts';
export { firebaseVerifier, type Verifier } from './verify.ts';
