import { OperationError } from '../../lib/wire/index.ts';
import type { DocData, Precondition, WriteData, Writer } from '../ports/index.ts';
import { checkData } from './check-data.ts';
import { splitPath } from './paths.ts';
import { applyWrite } from './values.ts';

export type PendingWrite =
  | {
      readonly type: 'create' | 'set' | 'update';
      readonly path: string;
      readonly data: WriteData;
      readonly precondition?: Precondition;
    }
  | { readonly type: 'delete'; readonly path: string; readonly precondition?: Precondition };

/** Firestore's limit on one commit. */
const MAX_WRITES = 500;

/** Collects the writes of a transaction or batch in order. */
export class PendingWrites implements Writer {
  readonly writes: PendingWrite[] = [];

  create(path: string, data: WriteData): void {
    this.#add({ type: 'create', path, data });
  }
  set(path: string, data: WriteData, precondition?: Precondition): void {
    this.#add({ type: 'set', path, data, ...(precondition && { precondition }) });
  }
  update(path: string, data: WriteData, precondition?: Precondition): void {
    this.#add({ type: 'update', path, data, ...(precondition && { precondition }) });
  }
  delete(path: string, precondition?: Precondition): void {
    this.#add({ type: 'delete', path, ...(precondition && { precondition }) });
  }

  #add(write: PendingWrite): void {
    splitPath(write.path);
    if (write.type !== 'delete') checkData(write.path, write.data);
    if (this.writes.length >= MAX_WRITES)
      throw new OperationError('invalid-argument', `a commit holds at most ${MAX_WRITES} writes`);
    this.writes.push(write);
  }
}

/** What one write makes of a document (null: it is gone). Throws where Firestore would refuse the commit. */
export function resultOf(
  write: PendingWrite,
  current: { data: DocData; version: string } | null,
  now: number,
): DocData | null {
  const { precondition } = write.type === 'create' ? { precondition: undefined } : write;
  if (precondition?.exists !== undefined && precondition.exists !== (current !== null)) {
    throw new OperationError('failed-precondition', `${write.path} ${current ? 'exists' : 'does not exist'}`);
  }
  if (precondition?.version !== undefined && precondition.version !== current?.version) {
    throw new OperationError('failed-precondition', `${write.path} was changed meanwhile`);
  }
  if (write.type === 'delete') return null;
  if (write.type === 'create' && current) throw new OperationError('already-exists', `${write.path} already exists`);
  if (write.type === 'update' && !current) throw new OperationError('not-found', `${write.path} does not exist`);
  return applyWrite(write.type === 'update' && current ? current.data : {}, write.data, now);
}
