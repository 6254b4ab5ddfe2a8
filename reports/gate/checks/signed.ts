import { plural } from '../../format.ts';
import { DAY_MS, type Examine, moment, pass, unknown } from './types.ts';

export const examineSigned: Examine<'signed'> = ({ people = 1 }, { item, evidence, config, now }) => {
  const { author } = evidence.release;
  const all = evidence.signatures.filter((it) => it.item === item.id);
  const fix = `have ${plural(people, 'person', 'people')} sign "${item.id}" in the signatures file`;
  if (all.length === 0) return unknown('nobody has signed for it', fix);
  const longest = config.limits.signatureDays * DAY_MS;
  const ends = (it: (typeof all)[number]) => Math.min(it.expires, it.at + longest);
  const others = all.filter((it) => it.who !== author);
  const valid = others.filter((it) => ends(it) > now);
  const links = valid.map((it) => `${it.who}: ${it.evidence}`);
  if (valid.length >= people) return pass(`signed by ${valid.map((it) => it.who).join(', ')}`, links);
  const expired = others.filter((it) => ends(it) <= now);
  const [first] = expired;
  const own = all.length - others.length;
  const why = [
    `${valid.length} of ${people} signatures`,
    ...(first ? [`that of ${first.who} expired on ${moment(ends(first))}`] : []),
    ...(own > 0 ? [`${author} is the author and cannot sign for the release`] : []),
  ];
  return unknown(why.join('; '), fix, links);
};
