import { defineConfig } from 'vitest/config';

/** What needs the official emulators: a part of `npm test` where they are at hand, skipped with the reason where they are not. */
const EMULATORS = '**/*.emulators.test.ts';
/** The same, for minutes: `npm run test:firestore`. */
const FIRESTORE = '**/*.firestore.test.ts';
const onEmulators = {
  globalSetup: ['scripts/test/emulators.ts'],
  // Most of the time goes into waiting: for locks of the emulator, and for the client's pauses between attempts.
  maxConcurrency: 40,
  testTimeout: 200_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // Two cores: more workers only queue behind each other.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lib,scenarios,backend,chaos,reports,cli,scripts,console}/**/*.test.ts'],
          exclude: [EMULATORS, FIRESTORE],
          // A guard against hanging only: shared machines are slow at times.
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.test.ts'],
          exclude: [EMULATORS, FIRESTORE],
          // Each drives real load: beside anything else it would measure the neighbour.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'emulators',
          include: [EMULATORS],
          ...onEmulators,
          sequence: { concurrent: true, groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'firestore',
          include: [FIRESTORE],
          ...onEmulators,
          fileParallelism: false,
          sequence: { concurrent: true, groupOrder: 3 },
        },
      },
    ],
  },
});
