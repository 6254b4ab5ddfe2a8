import { type EvidenceDoc, finding, groupBy, type Invariant, idOf, type Violation } from './evidence.ts';

/** The fields of `featureFlags/{key}/audit/{entry}` that checkers read. */
interface Entry {
  readonly version: number;
  readonly changedBy: string;
  readonly reason: string;
  readonly before: unknown;
  readonly after: { readonly settings: unknown };
}

const flagOf = (doc: EvidenceDoc): string => doc.path.split('/').at(-3) ?? '';

/** What is wrong with one flag's audit, held against the flag as it stands. */
function faultsOf(entries: readonly Entry[], version: number | null): string[] {
  const ordered = [...entries].sort((a, b) => a.version - b.version);
  const faults = ordered.flatMap((entry, i) => {
    const own: string[] = [];
    if (entry.version !== i + 1) own.push(`change ${i + 1} is missing from the audit`);
    if (!entry.changedBy) own.push(`change ${entry.version} names nobody`);
    if (!entry.reason) own.push(`change ${entry.version} gives no reason`);
    return own;
  });
  if (version !== null && version !== ordered.length)
    faults.push(`the flag is at version ${version}, its audit at ${ordered.length}`);
  return faults;
}

export const flagChangesAudited: Invariant = {
  id: 'flag-changes-audited',
  title: 'Every change of a flag is audited, attributable and explained',
  source: 'pack 416, acceptance: all changes audited and attributable',
  about: 'flags',
  check: (evidence) => {
    const audits = groupBy(
      evidence.documents('audit').filter((doc) => doc.path.startsWith('featureFlags/')),
      flagOf,
    );
    const flags = new Map(evidence.documents('featureFlags').map((doc) => [idOf(doc), Number(doc.data.version)]));
    const acknowledged = groupBy(
      evidence.timeline.filter(
        (one) => one.kind === 'flag' && one.detail?.acknowledged === true && one.detail.changed !== false,
      ),
      ({ name }) => name,
    );
    const violations: Violation[] = [];
    const keys = new Set([...audits.keys(), ...flags.keys(), ...acknowledged.keys()]);
    for (const key of keys) {
      const entries = (audits.get(key) ?? []).map((doc) => doc.data as unknown as Entry);
      const faults = faultsOf(entries, flags.get(key) ?? null);
      const changes = acknowledged.get(key)?.length ?? 0;
      if (changes > entries.length)
        faults.push(`${changes} changes were acknowledged, ${entries.length} are in the audit`);
      for (const fault of faults) violations.push({ message: `${key}: ${fault}`, operations: [] });
    }
    return finding(keys.size, violations, 'no flag was changed');
  },
};
