import { EVIDENCE_COLLECTIONS, type EvidenceDoc } from '../../chaos/invariants/index.ts';
import { exported } from '../conductor/exported.ts';
import type { Operator } from '../operator/index.ts';

/** Fields that no rule reads and that take most of the room. */
const UNREAD: Readonly<Record<string, readonly string[]>> = { messages: ['text'] };

/** Reads what the invariants look at, page by page, through the operation that super-admins have for it. */
export async function readDocuments(
  operator: Pick<Operator, 'call'>,
): Promise<ReadonlyMap<string, readonly EvidenceDoc[]>> {
  const all = new Map<string, readonly EvidenceDoc[]>();
  for (const collection of EVIDENCE_COLLECTIONS) {
    const docs: EvidenceDoc[] = [];
    const unread = UNREAD[collection] ?? [];
    for await (const { path, data } of exported(operator, collection)) docs.push({ path, data: without(data, unread) });
    all.set(collection, docs);
  }
  return all;
}

function without(data: EvidenceDoc['data'], fields: readonly string[]): EvidenceDoc['data'] {
  if (fields.length === 0) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => !fields.includes(name)));
}
