/** firebase-tools: found or installed, and its Auth emulator started and used. */
export {
  type AuthEmulatorPorts,
  authEmulatorAnswers,
  authEmulatorCommand,
  type EmulatorCommand,
} from './auth-emulator.ts';
export { FIREBASE_TOOLS_VERSION, type FirebaseTools, findFirebaseTools, firebaseToolsFolder, INSTALL } from './find.ts';
export { type EmulatedUser, signIn } from './sign-in.ts';
