import { plural } from '../../format.ts';
import type { Incident } from '../evidence/schemas.ts';
import { attemptOf } from '../observed.ts';
import { type CheckContext, type Examine, evidenceAge, fail, moment, pass, unknown } from './types.ts';

export const examineIncidents: Examine<'incidents'> = ({ severities, kinds, which, most }, context) => {
  const { evidence, phase } = context;
  const fix = 'list the incidents, none included, with asOf of now';
  if (!evidence.incidents) return unknown('no list of incidents', fix);
  const { incidents, asOf } = evidence.incidents;
  const source = [`incidents as of ${moment(asOf)}`];
  if (context.now - asOf > evidenceAge(context))
    return unknown(`the list of incidents ends on ${moment(asOf)}`, fix, source);
  const since = which === 'open' ? Number.POSITIVE_INFINITY : (attemptOf(context.evidence, phase?.id)?.from ?? null);
  if (since === null) return unknown(`nothing says when ${phase?.title ?? 'the phase'} began`, 'observe it', source);
  const found = incidents.filter(
    (it) =>
      severities.includes(it.severity) &&
      (kinds === undefined || kinds.includes(it.kind)) &&
      (it.closed === null || it.opened >= since),
  );
  const [first] = found;
  if (found.length <= most) return pass(`${found.length} ${which === 'open' ? 'open' : 'since it began'}`, source);
  return fail(`${plural(found.length, 'incident')}${first ? `, first: ${nameOf(first)}` : ''}`, 'close or resolve it', [
    ...source,
    ...found.map((it) => it.link),
  ]);
};

export const nameOf = ({ id, title, severity }: Incident): string => `${id} (${severity}) ${title}`;

/** Incidents that concern the phase under way: still open, or opened since it began. */
export function incidentsNow({ evidence }: Pick<CheckContext, 'evidence'>, since: number): readonly Incident[] {
  return (evidence.incidents?.incidents ?? []).filter((it) => it.closed === null || it.opened >= since);
}
