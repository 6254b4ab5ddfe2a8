#!/usr/bin/env node
// Starts the command line under the pinned Node, whatever Node called it (20 or later): that one runs the TypeScript sources.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode } from '../scripts/setup/node.mjs';
import { cacheFolder, ROOT } from '../scripts/setup/places.mjs';
import { runAsChild } from './run-as-child.mjs';

// Sources are stripped of their types and compiled once, not at every start; what a run starts shares the cache.
process.env.NODE_COMPILE_CACHE ??= join(cacheFolder(), 'compile-cache');
module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);

const node = findNode();
if (node === undefined || !existsSync(join(ROOT, 'node_modules', 'commander'))) {
  console.error(
    'loadgate is not set up here yet.\nWhat to do: node scripts/setup.mjs   (in the checkout; npm start does it too)',
  );
  process.exitCode = 12;
} else if (node === process.execPath) {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.exitCode = await runAsChild(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
