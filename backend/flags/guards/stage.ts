import type { Stage } from '../../operations/index.ts';
import { initialConfig } from '../defaults.ts';
import { flagContextOf } from '../service/context.ts';
import { executeShadow } from '../shadow/index.ts';
import { featureDisabled, type GuardDeps, recordBlock } from './guards.ts';

/** Guards every operation of the table by its flag; a flag in shadow answers with a shadow execution instead. */
export const flagStage = (deps: GuardDeps): Stage => ({
  name: 'flags',
  async run(ctx, operation, input, next) {
    const { flag } = operation;
    if (flag === null) return next(ctx);
    const key = typeof flag === 'function' ? flag(input) : flag;
    const answer = await deps.service.evaluate(key, flagContextOf(ctx));
    if (answer.state === 'shadow') {
      const { shadowExecution } = (await deps.service.flags()).get(key)?.config ?? initialConfig(key);
      return executeShadow(ctx, operation, input, shadowExecution);
    }
    if (!answer.enabled) {
      await recordBlock(deps, ctx, answer, operation.name);
      throw featureDisabled(answer);
    }
    const startedAt = ctx.clock.now();
    try {
      const result = await next(answer.mode === ctx.mode ? ctx : { ...ctx, mode: answer.mode });
      deps.activity.accepted(key, startedAt, ctx.clock.now());
      return result;
    } catch (error) {
      deps.activity.threw(key, error, startedAt, ctx.clock.now());
      throw error;
    }
  },
});
