import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{lib,scenarios,backend,chaos,reports,cli,scripts,console}/**/*.test.ts', 'tests/**/*.test.ts'],
    // Two cores: more workers only queue behind each other.
    maxWorkers: 2,
    // A guard against hanging only: shared machines are slow at times.
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
