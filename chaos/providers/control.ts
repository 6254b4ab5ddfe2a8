import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SimClock } from './clock.ts';
import { type FaultBoard, faultRequest } from './faults/board.ts';
import { serverOf } from './http/serve.ts';
import { Timers } from './timers.ts';
import type { SimPayment } from './types.ts';
import type { Deliverer, DeliveryRecord } from './webhooks/deliverer.ts';
import type { PaymentWorld } from './world.ts';

/** The truth, for invariants: every payment and what really became of it, every event and who acknowledged it. */
export interface ProvidersState {
  readonly now: number;
  readonly payments: readonly SimPayment[];
  readonly deliveries: readonly DeliveryRecord[];
  /** Copies of events that are neither acknowledged nor given up, and payments that customers still decide on. */
  readonly open: { readonly deliveries: number; readonly payments: number };
}

export interface ControlParts {
  readonly world: PaymentWorld;
  readonly board: FaultBoard;
  readonly deliverer: Deliverer;
  readonly clock: SimClock;
  /** Customers and deliveries that wait. */
  readonly timers: Timers;
  readonly backendConfig: () => unknown;
}

const targetBody = z.strictObject({ url: z.url() });
const clockBody = z.strictObject({ offsetMs: z.number() });
const refundBody = z.strictObject({ providerTxId: z.string(), amount: z.int().positive().optional() });

/** What a run asks of the providers: faults, the truth, where the backend is, and to make haste. */
export function controlServer(parts: ControlParts): FastifyInstance {
  const { world, board, deliverer, clock, timers, backendConfig } = parts;
  const app = serverOf((_status, message) => ({ error: message }), statusOf);
  const ends = new Timers();
  app.addHook('onClose', async () => ends.stop());
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/backend-config', async () => backendConfig());

  app.get('/faults', async () => ({ faults: board.list() }));
  app.post('/faults', async (request, reply) => {
    const applied = board.apply(request.body);
    const { ttlMs } = faultRequest.parse(request.body);
    // Only this very one: by then another may have been applied under the same id.
    if (ttlMs !== undefined) ends.after(ttlMs, () => board.revert(applied.id, applied.appliedAt));
    return reply.code(201).send(applied);
  });
  // Reverting twice is no error: whoever reverts wants it gone.
  app.delete<{ Params: { id: string } }>('/faults/:id', async (request) => ({
    reverted: board.revert(request.params.id),
  }));
  app.delete('/faults', async () => {
    board.revertAll();
    return { reverted: true };
  });

  app.get('/state', async (): Promise<ProvidersState> => {
    const payments = [...world.payments.values()];
    const undecided = payments.filter(
      ({ state, plan }) => state === 'open' || (state === 'failed' && plan === 'declined-then-pays'),
    );
    const open = { deliveries: deliverer.open, payments: undecided.length };
    return { now: clock.now(), payments, deliveries: deliverer.records, open };
  });

  app.put('/target', async (request) => {
    deliverer.target = targetBody.parse(request.body).url.replace(/\/$/, '');
    return { target: deliverer.target };
  });
  app.put('/clock', async (request) => {
    clock.offsetMs = clockBody.parse(request.body).offsetMs;
    return { now: clock.now() };
  });
  app.post('/flush', async () => {
    timers.flush();
    return { waiting: timers.waiting, deliveries: deliverer.open };
  });
  app.post('/refunds', async (request, reply) => {
    const { providerTxId, amount } = refundBody.parse(request.body);
    try {
      return { refunded: world.refund(providerTxId, amount).refunded };
    } catch (error) {
      return reply.code(400).send({ error: (error as Error).message });
    }
  });
  return app;
}

/** A faulty request names its first faulty field. */
function statusOf(error: unknown): { status: number; message: string } {
  if (!(error instanceof z.ZodError)) return { status: 500, message: (error as Error).message };
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const field = [...(issue?.path ?? []), ...unknown].join('.');
  return { status: 400, message: `${field || 'the request'}: ${issue?.message ?? 'is not valid'}` };
}
