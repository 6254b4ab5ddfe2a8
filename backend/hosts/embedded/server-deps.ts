import type { FastifyRequest } from 'fastify';
import type { Backend } from '../../app.ts';
import type { RequestOrigin } from '../../operations/index.ts';
import type { Logger } from '../../ports/index.ts';
import type { Authenticate } from './authenticate.ts';
import type { PlantedDelay } from './planted-delay.ts';

export interface ServerDeps {
  readonly backend: Backend;
  readonly authenticate: Authenticate;
  readonly log: Logger;
  /** Hears of every operation that was answered: for metrics. `ms` is the time in this process. */
  readonly answered?: (operation: string, code: string, ms: number) => void;
  /** Whether the host is about to stop: its answers then close their connections, so that clients go elsewhere. */
  readonly isDraining: () => boolean;
  /** Waits before the handler runs: the planted slowdown that proves that an SLO can fail. */
  readonly planted?: (operation: string, uid: string | null) => PlantedDelay;
}

export const originOf = (request: FastifyRequest): RequestOrigin => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});
