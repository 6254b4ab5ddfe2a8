/** Canary roll-outs: phases, criteria, tenant selection and ways back (thorbis). */
export { type CanaryJudgement, type CanaryMetrics, judgeCanary } from './judge.ts';
export {
  CANARY_PHASES,
  ROLLBACK_TYPES,
  rollbackBudget,
} from './plans.ts';
export { canaryStatus, measuredMetrics, phaseOf } from './status.ts';
export { selectCanaryTenants, type TenantFacts } from './tenants.ts';
