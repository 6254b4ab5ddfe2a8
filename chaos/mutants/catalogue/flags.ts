import { type Mutant, one } from '../mutant.ts';

const COMMIT = 'backend/flags/change/commit.ts';
const SERVICE = 'backend/flags/service/flag-service.ts';

/** Flags, their audit and the kill-switch. */
export const FLAGS: readonly Mutant[] = [
  one(
    'change-not-audited',
    'the audit entry of a change is not written with it',
    COMMIT,
    'tx.create(auditEntryPath(flag, version), asDocument(entry));',
    '',
  ),
  one(
    'change-unexplained',
    'the reason of a change is not kept',
    'backend/flags/change/entry.ts',
    '    reason,\n    ip: ',
    "    reason: '',\n    ip: ",
  ),
  {
    id: 'flag-cache-for-ever',
    mistake: 'the flag cache is filled once and never invalidated',
    edits: [
      {
        file: SERVICE,
        find: 'if (this.#stopListening.length === 0) return;\n    this.#pushes[source]++;',
        replace: 'if (this.#known !== null) return;\n    this.#pushes[source]++;',
      },
      {
        file: SERVICE,
        find: 'this.#askAgainAt = this.#readAt + CACHE_TTL_MS;',
        replace: 'this.#askAgainAt = Number.POSITIVE_INFINITY;',
      },
      {
        file: SERVICE,
        find: 'this.#applied.set(key, version);\n    for (',
        replace: 'this.#applied.set(key, version);\n    if (this.#known === null) for (',
      },
    ],
  },
  one(
    'kill-not-obeyed',
    'a killed flag is evaluated like one that is on',
    'backend/flags/guards/stage.ts',
    'if (!answer.enabled) {',
    "if (!answer.enabled && answer.state !== 'kill') {",
  ),
];
