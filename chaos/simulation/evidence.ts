import type { Provider } from '../../lib/api/index.ts';
import type { Evidence, EvidenceDoc, ProviderPayment } from '../invariants/index.ts';
import type { World } from './world.ts';

/** What a settled world shows to the checkers. */
export function evidenceOf(world: World): Evidence {
  const byCollection = new Map<string, EvidenceDoc[]>();
  for (const { path, data } of world.store.dump()) {
    const collection = path.split('/').at(-2) ?? '';
    const docs = byCollection.get(collection);
    if (docs) docs.push({ path, data });
    else byCollection.set(collection, [{ path, data }]);
  }
  const payments = Object.values(world.providers).flatMap((provider) =>
    [...provider.payments.values()].map(
      ({ providerTxId, reference, outcome, amount }): ProviderPayment => ({
        provider: provider.name as Provider,
        providerTxId,
        reference,
        outcome,
        amount,
      }),
    ),
  );
  return {
    history: world.history,
    documents: (collection) => byCollection.get(collection) ?? [],
    timeline: world.timeline,
    payments,
    settledAt: world.clock.now(),
  };
}
