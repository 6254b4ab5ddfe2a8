import { parseArgs } from 'node:util';
import { readProvidersConfig } from './config.ts';
import { startProviders } from './start.ts';

/**
 * The simulated payment providers as a process: `node chaos/providers/main.ts [--port 0] [--config <json>] [--exit-with-stdin]`. Prints one JSON line once all
 * addresses listen; ends with SIGTERM or SIGINT.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, config: { type: 'string' }, 'exit-with-stdin': { type: 'boolean' } },
  });
  const given = values.config === undefined ? {} : jsonOf(values.config);
  const raw = values.port === undefined ? given : { ...given, port: Number(values.port) };
  const providers = await startProviders(readProvidersConfig(raw));
  const { url, urls, payments } = providers;
  process.stdout.write(`${JSON.stringify({ ready: true, url, pid: process.pid, urls, payments })}\n`);
  const stop = () => void providers.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (values['exit-with-stdin']) {
    // Whoever started this process holds the other end: when it dies, even by kill -9, no fault may stay in force.
    process.stdin.resume();
    process.stdin.once('end', stop);
  }
}

function jsonOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new Error('--config: give a JSON object');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
