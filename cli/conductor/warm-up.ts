import type { Store } from '../../backend/ports/index.ts';

const TRANSACTIONS = 400;
const AT_ONCE = 8;
const FOLDER = 'warmUp';

/**
 * Runs transactions and queries over documents of their own, and removes them. An emulator that has just started compiles its code while it answers: its first
 * seconds would be judged as the system's.
 */
export async function warmUp(store: Store): Promise<void> {
  const documents = Array.from({ length: AT_ONCE }, (_, n) => `${FOLDER}/w${n}`);
  await store.batch((writer) => {
    for (const path of documents) writer.set(path, { count: 0 });
  });
  const worker = async (path: string) => {
    for (let i = 0; i < TRANSACTIONS / AT_ONCE; i++) {
      await store.transaction(async (tx) => {
        const [doc] = await tx.getAll<{ count: number }>([path, `${FOLDER}/none`]);
        tx.update(path, { count: (doc?.data.count ?? 0) + 1 });
        tx.set(`${path}/log/${i}`, { at: i });
      });
      await store.query({ collection: `${path}/log`, limit: 3 });
      await store.batch((writer) => writer.delete(`${path}/log/${i}`));
    }
  };
  await Promise.all(documents.map(worker));
  await store.batch((writer) => {
    for (const path of documents) writer.delete(path);
  });
}
