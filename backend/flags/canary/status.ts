import type { CanaryView, FlagActivity } from '../../../lib/api/index.ts';
import { criteriaFor } from '../../../lib/canary/index.ts';
import type { Reader } from '../../ports/index.ts';
import { getRolloutPercentage } from '../bucket.ts';
import { historyOf } from '../change/history.ts';
import type { FlagConfig, FlagSettings } from '../model.ts';
import { type CanaryMetrics, judgeCanary } from './judge.ts';
import { CANARY_PHASES, type CanaryPhase, rollbackBudget } from './plans.ts';

/** The phase that settings have reached; null where no roll-out is under way. */
export function phaseOf({ state, rollout }: Pick<FlagSettings, 'state' | 'rollout'>): CanaryPhase | null {
  if (state === 'shadow') return CANARY_PHASES[0] ?? null;
  if (state !== 'canary') return null;
  const reached = CANARY_PHASES.findLast(({ percentage }) => percentage > 0 && percentage <= rollout);
  return reached ?? CANARY_PHASES[1] ?? null;
}

/** How far the roll-out of a flag is; null where none is under way. */
export async function canaryStatus(
  reader: Reader,
  config: FlagConfig,
  metrics: CanaryMetrics,
  now: number,
): Promise<CanaryView | null> {
  const phase = phaseOf(config);
  if (phase === null) return null;
  const since = await phaseBegan(reader, config, phase);
  const judgement = judgeCanary(criteriaFor(config.key), phase, (now - since) / 3_600_000, metrics);
  return {
    flag: config.key,
    phase: phase.name,
    rollout: getRolloutPercentage(config),
    tenants: config.canaryTenants.length,
    since,
    next: CANARY_PHASES[CANARY_PHASES.indexOf(phase) + 1] ?? null,
    ...judgement,
    rollbackBudgets: {
      gradual: rollbackBudget('gradual'),
      immediate: rollbackBudget('immediate'),
      kill_switch: rollbackBudget('kill_switch'),
    },
  };
}

/** The oldest of the changes in an unbroken row that left the flag in this phase. */
async function phaseBegan(reader: Reader, config: FlagConfig, phase: CanaryPhase): Promise<number> {
  let began = config.lastUpdatedAt;
  const { entries } = await historyOf(reader, config.key, 100);
  for (const { after, changedAt } of entries) {
    if (after.settings === null || phaseOf(after.settings)?.name !== phase.name) break;
    began = changedAt;
  }
  return began;
}

/** What this process measured itself; satisfaction, tickets and which errors are critical are known elsewhere. */
export function measuredMetrics({ accepted, failed, latencyP95Ms }: FlagActivity): CanaryMetrics {
  const executions = accepted + failed;
  if (executions === 0) return {};
  return {
    execution_success_rate: accepted / executions,
    error_rate: failed / executions,
    ...(latencyP95Ms !== null && { latency_p95: latencyP95Ms }),
  };
}
