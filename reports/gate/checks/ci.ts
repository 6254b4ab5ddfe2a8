import { plural } from '../../format.ts';
import { type Examine, fail, moment, pass, resultAge, short, unknown } from './types.ts';

export const examineCi: Examine<'ci'> = ({ jobs, tests: wanted }, context) => {
  const { evidence, now } = context;
  const { commit } = evidence.release;
  let count = 0;
  const files: string[] = [];
  for (const job of jobs) {
    const all = evidence.ci.filter((it) => it.job === job);
    if (all.length === 0) return unknown(`no JUnit results of CI job "${job}"`, `add them under ci of the manifest`);
    const own = all.filter((it) => it.commit === commit);
    const [other] = all;
    if (own.length === 0)
      return unknown(
        `results of "${job}" are of ${short(other?.commit ?? null)}, the release is ${short(commit)}`,
        `run ${job} on ${short(commit)}`,
      );
    const old = own.find((it) => now - it.at > resultAge(context));
    if (old) return unknown(`results of "${job}" are too old: ${moment(old.at)}`, `run ${job} again`, [old.file]);
    for (const { file, tests } of own) {
      const matching = tests.filter((test) => !wanted || test.name.toLowerCase().includes(wanted.toLowerCase()));
      const failed = matching.filter((test) => test.outcome === 'failed');
      const [first] = failed;
      if (first)
        return fail(`${plural(failed.length, 'test')} of "${job}" failed, first: ${first.name}`, 'repair it', [file]);
      count += matching.filter((test) => test.outcome === 'passed').length;
      files.push(file);
    }
  }
  if (count === 0) {
    const which = wanted === undefined ? '' : ` with "${wanted}" in its name`;
    return unknown(`no test${which} ran in ${jobs.join(', ')}`, 'see that it is not skipped', files);
  }
  return pass(`${plural(count, 'test')} passed`, files);
};
