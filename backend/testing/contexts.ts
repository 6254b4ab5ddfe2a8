import type { Caller, Context, SystemContext } from '../operations/index.ts';
import type { Clock, Random, Scheduler, Store } from '../ports/index.ts';
import { seededRandom } from './random.ts';

/** A log that keeps its lines for assertions. */
export class RecordingLog {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.lines.push({ level: 'info', message, fields });
  }
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.lines.push({ level: 'warn', message, fields });
  }
  error(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.lines.push({ level: 'error', message, fields });
  }
}

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random?: Random;
}

/** A context without a request over real parts. */
export const systemContext = ({ store, clock, scheduler, random = seededRandom(1) }: Parts): SystemContext => ({
  store,
  clock,
  scheduler,
  random,
  log: new RecordingLog(),
});

/** The same as one user's request. */
export const callerContext = (system: SystemContext, caller: Partial<Caller> & { uid: string }): Context => ({
  ...system,
  caller: { admin: false, superAdmin: false, ...caller },
  origin: { ip: '127.0.0.1', userAgent: 'test' },
  mode: 'normal',
});
