import { parseArgs } from 'node:util';
import { standardModules } from '../../app.ts';
import { parseFaultyReleases } from '../../rollback/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { startHost } from './host.ts';
import { plantedDelay } from './planted-delay.ts';
import { stderrLogger, systemClock } from './system-ports.ts';

const { values } = parseArgs({
  options: { db: { type: 'string' }, port: { type: 'string', default: '0' }, 'exit-with-stdin': { type: 'boolean' } },
});
const log = stderrLogger();
const host = await startHost({
  store: new MemoryStore(systemClock),
  clock: systemClock,
  log,
  port: Number(values.port),
  ...(process.env.LOADGATE_TOKEN_SECRET && { tokenSecret: process.env.LOADGATE_TOKEN_SECRET }),
  delayMs: plantedDelay(process.env.LOADGATE_SLOW_OPERATION),
  modules: standardModules({ faultyReleases: parseFaultyReleases(process.env.LOADGATE_FAULTY_RELEASE) }),
});
process.stdout.write(`${JSON.stringify({ ready: true, url: host.url, pid: process.pid })}\n`);

let stopping = false;
const stop = async (why: string) => {
  if (stopping) return;
  stopping = true;
  log.info('stopping', { why });
  await host.stop();
  process.exit(0);
};
process.on('SIGTERM', () => stop('SIGTERM'));
process.on('SIGINT', () => stop('SIGINT'));
if (values['exit-with-stdin']) {
  // Whoever started this process holds the other end: when it dies, even by kill -9, nothing may stay behind.
  process.stdin.resume();
  process.stdin.once('end', () => stop('the starter is gone'));
}
