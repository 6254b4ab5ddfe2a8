import { type Examine, fail, pass, unknown } from './types.ts';

export const examineMigrations: Examine<'migrations'> = ({ need, environment }, { evidence }) => {
  const { migrations } = evidence;
  if (!migrations) return unknown('no list of migrations', 'list them in the migrations file, with what was done');
  const links: string[] = [];
  for (const { id, applied, backup, reverse } of migrations) {
    const done = applied.find((it) => it.environment === environment);
    if (need === 'applied') {
      if (!done) return fail(`${id} was not applied in ${environment}`, `apply it there`);
      links.push(done.link);
    } else if (need === 'backup') {
      if (backup?.environment !== environment)
        return fail(`no backup of ${environment} for ${id}`, 'take one before the migration');
      if (done && backup.at > done.at)
        return fail(
          `the backup of ${environment} was taken after ${id} was applied`,
          'it cannot bring back what was before',
        );
      links.push(backup.link);
    } else {
      if (!reverse) return fail(`${id} has no way back`, 'prepare the reverse migration');
      if (reverse.testedIn?.environment !== environment)
        return fail(`the way back of ${id} was not tried in ${environment}`, `run ${reverse.command} there`);
      links.push(reverse.testedIn.link);
    }
  }
  return migrations.length === 0
    ? pass('no migration is part of the release')
    : pass(migrations.map((it) => it.id).join(', '), links);
};
