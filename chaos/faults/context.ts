import type { FlagChanged } from '../../lib/api/index.ts';

/** JSON over HTTP to one part of the run; rejects with a {@link ControlRefused} where the part says no. */
export type Ask = <T = unknown>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<T>;

/** A part of the run answered with an error: its HTTP status and text. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** The backend's process. Every one of these is right in any state: killing the dead and starting the living do nothing. */
export interface BackendProcess {
  /** `kill -9`. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it listens again, at the same address over the same database. */
  start(): Promise<void>;
  /** SIGSTOP: it keeps its connections and answers nothing. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
}

/** What a run gives to its faults. Parts that the run has not got reject; the run has checked a fault's needs before. */
export interface FaultContext {
  /** The planned fault's name, unique in its run: what it leaves in other parts is named after it. */
  readonly name: string;
  readonly seed: number;
  /** From apply to revert, ms. */
  readonly lengthMs: number;
  /** After this many ms what is left in other parts ends by itself, should the tool be dead by then. */
  readonly ttlMs: number;
  /** The system under test, as a super-admin. */
  readonly target: Ask;
  readonly providers: Ask;
  readonly backend: BackendProcess;
  /** Toxiproxy's own API; the proxy of a link has the link's name. */
  readonly toxiproxy: Ask;
  /** Resolves after `ms`; rejects when `signal` aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** To be told of every acknowledged flip of a flag: runs keep them in their time line. */
  flipped(flag: string, action: string, changed: FlagChanged, reason: string): void;
}

/** Calls an operation in the callable protocol. */
export async function callOperation<T>(ctx: Pick<FaultContext, 'target'>, name: string, data: object = {}): Promise<T> {
  return (await ctx.target<{ result: T }>('POST', `/${name}`, { data })).result;
}
