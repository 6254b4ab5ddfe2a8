import { plural } from '../../format.ts';
import type { AlertEvidence } from '../evidence/schemas.ts';
import { type CheckContext, type Examine, evidenceAge, fail, moment, type Outcome, pass, unknown } from './types.ts';

export const examineAlertsConfigured: Examine<'alerts-configured'> = ({ rules: wanted }, context) =>
  withAlerts(context, ({ rules, source }) => {
    const missing = wanted.filter((rule) => !rules.includes(rule));
    if (missing.length === 0) return pass(`alerts on ${wanted.join(', ')}`, [source]);
    return fail(`no alert on ${missing.join(', ')}`, 'configure it, then capture again', [source]);
  });

export const examineAlertsQuiet: Examine<'alerts-quiet'> = ({ severity }, context) =>
  withAlerts(context, ({ active, source }) => {
    const loud = active.filter((it) => severity === 'warning' || it.severity === 'critical');
    const [first] = loud;
    if (!first) return pass('none is active', [source]);
    return fail(`${plural(loud.length, 'active alert')}, first: ${first.title}`, 'resolve it', [source]);
  });

function withAlerts(context: CheckContext, judge: (alerts: AlertEvidence) => Outcome): Outcome {
  const { evidence, now } = context;
  const capture = `loadgate gate --capture --url ${evidence.release.backend}`;
  if (!evidence.alerts) return unknown('the alerts were not captured', capture);
  const { capturedAt, source } = evidence.alerts;
  if (now - capturedAt <= evidenceAge(context)) return judge(evidence.alerts);
  return unknown(`the alerts were captured on ${moment(capturedAt)}: too long ago`, capture, [source]);
}
