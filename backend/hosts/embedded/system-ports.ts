import { randomBytes } from 'node:crypto';
import type { Clock, Logger, Random } from '../../ports/index.ts';

export const systemClock: Clock = { now: () => Date.now() };

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The largest multiple of the alphabet's length that a byte can hold: bytes above it would favour the first letters. */
const FAIR_BYTES = 256 - (256 % LETTERS.length);

function newId(): string {
  let id = '';
  while (id.length < 20) {
    for (const byte of randomBytes(32)) {
      if (byte < FAIR_BYTES && id.length < 20) id += LETTERS.charAt(byte % LETTERS.length);
    }
  }
  return id;
}

export const systemRandom: Random = { next: () => Math.random(), id: newId };

/** JSON lines on stderr, where the conductor collects them; stdout carries the ready line only. */
export function stderrLogger(write: (line: string) => void = (line) => process.stderr.write(line)): Logger {
  const log =
    (level: string): Logger['info'] =>
    (message, fields) =>
      write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`);
  return { info: log('info'), warn: log('warn'), error: log('error') };
}
