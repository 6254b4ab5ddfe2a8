import type { Stage } from '../operations/index.ts';
import { isServiceError } from './service-errors.ts';
import type { Watchdog } from './watchdog.ts';

/** Every operation that names a service is a heartbeat of it. */
export const watchdogStage = (watchdog: Watchdog): Stage => ({
  name: 'watchdog',
  async run(ctx, operation, _input, next) {
    const { service, name: operationType } = operation;
    if (service === undefined) return next(ctx);
    const startedAt = ctx.clock.now();
    const beat = (success: boolean, error?: unknown) =>
      watchdog.recordServiceHeartbeat(ctx, service, {
        operationType,
        responseTime: ctx.clock.now() - startedAt,
        success,
        ...(success ? {} : { error: error instanceof Error ? `${operationType}: ${error.message}` : String(error) }),
      });
    try {
      const answer = await next(ctx);
      await beat(true);
      return answer;
    } catch (error) {
      await beat(!isServiceError(error), error);
      throw error;
    }
  },
});
