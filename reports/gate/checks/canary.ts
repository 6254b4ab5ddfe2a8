import { type Examine, evidenceAge, fail, moment, pass, unknown } from './types.ts';

export const examineCanary: Examine<'canary'> = (_, context) => {
  const { evidence, now } = context;
  const { canary, release } = evidence;
  const again = `loadgate canary analyse --flag ${release.flag}`;
  if (!canary) return unknown('canary and control were not compared', again);
  const source = [`canary analysis of ${moment(canary.analysedAt)}`];
  if (canary.flag !== release.flag)
    return unknown(`the canary analysis is of "${canary.flag}", the release has "${release.flag}"`, again, source);
  if (canary.commit !== null && canary.commit !== release.commit)
    return unknown('the canary analysis is of another commit', again, source);
  if (canary.target === 'embedded' || canary.target === 'emulators')
    return unknown(`canary and control were compared on ${canary.target}, not under real users`, again, source);
  if (now - canary.analysedAt > evidenceAge(context)) return unknown('the canary analysis is too old', again, source);
  if (canary.verdict === 'pass') return pass(canary.headline, source);
  if (canary.verdict === 'fail') return fail(canary.headline, 'take the canary back', source);
  return unknown(canary.headline, again, source);
};
