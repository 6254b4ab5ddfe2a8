import type { Context, SystemContext } from '../../operations/index.ts';
import { FLAGS, flagPath } from '../paths.ts';
import { type FeatureFlagKey, isFeatureFlagKey } from '../registry/index.ts';
import type { FlagService } from '../service/flag-service.ts';
import { commitChange } from './commit.ts';

/** Nobody who signed in: the entry itself says that the editor is unknown. */
const NOBODY = { caller: { uid: 'change-control', admin: true, superAdmin: false }, origin: { ip: '', userAgent: '' } };

/** Finds flags that were edited in the store around change control, and puts the edits on record (pack 416 §8, `onFeatureFlagChanged`). */
export class EditWatch {
  readonly #service: FlagService;
  /** The document of each flag that is known to agree with its audit. */
  #checked = new Map<FeatureFlagKey, string>();

  constructor(service: FlagService) {
    this.#service = service;
  }

  /** Costs one read of the flags, and two more for each that changed since the last time. */
  async check(system: SystemContext): Promise<void> {
    const docs = await system.store.query({ collection: FLAGS });
    const found = new Map(docs.flatMap(({ id, version }) => (isFeatureFlagKey(id) ? [[id, version] as const] : [])));
    const gone = [...this.#checked.keys()].filter((key) => !found.has(key));
    const changed = [...found].filter(([key, version]) => this.#checked.get(key) !== version);
    for (const key of [...gone, ...changed.map(([one]) => one)]) {
      await this.record(system, key);
      const now = await system.store.get(flagPath(key));
      if (now) found.set(key, now.version);
    }
    this.#checked = found;
  }

  /** Looks at one flag: for hosts that are told which document was written. Costs two reads where nothing is amiss. */
  async record(system: SystemContext, key: FeatureFlagKey): Promise<void> {
    const ctx: Context = { ...system, ...NOBODY, mode: 'normal' };
    const decide = async () => null;
    const { version, writes } = await commitChange(ctx, { key, action: 'external-edit', reason: '', decide });
    if (writes.length === 0) return;
    this.#service.apply(key, version, writes);
    system.log.warn('a flag was edited in the store around change control', { flag: key, version });
  }
}
