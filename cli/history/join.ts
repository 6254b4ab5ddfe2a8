import type { BuiltReport } from '../../reports/index.ts';
import { HistoryError, HistoryStore, knownRunOf } from '../../reports/index.ts';

/** Adds a built run to the history. Its verdict stands whatever becomes of that: a history that cannot be used is said, not thrown. */
export function joinHistory(path: string, report: BuiltReport['report']): void {
  try {
    using store = new HistoryStore(path);
    store.join(knownRunOf(report));
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    console.error(`loadgate: this run did not join the history. ${error.message}`);
  }
}
