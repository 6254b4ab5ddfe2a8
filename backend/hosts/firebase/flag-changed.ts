import type { CloudFunction } from 'firebase-functions';
import {
  type Change,
  type DocumentSnapshot,
  type FirestoreEvent,
  onDocumentWritten,
} from 'firebase-functions/firestore';
import type { Instance } from './instance.ts';
import type { FunctionsSettings } from './settings.ts';

export type FlagEvent = FirestoreEvent<Change<DocumentSnapshot> | undefined, { key: string }>;

/**
 * The trigger of pack 416 §8: whoever wrote `featureFlags/{key}`, by whatever way, the change is on record. One that went through change control is
 * there already, and costs two reads; an edit around it (the emergency procedure, a console, an admin's client) gets its audit entry, its
 * critical-feature alert and the look for suspicious activity that it evaded. Triggers come at least once and in any order: what is
 * recorded is the difference between the document and its audit, so that a second one finds nothing to do.
 */
export function onFeatureFlagChanged(settings: FunctionsSettings, instance: () => Instance): CloudFunction<FlagEvent> {
  return onDocumentWritten(
    {
      document: 'featureFlags/{key}',
      region: settings.region,
      memory: settings.resources.memory,
      secrets: [...settings.secrets],
      timeoutSeconds: 60,
      // A flag is changed by people: this bounds what a runaway script costs.
      maxInstances: 2,
      // The change is to be on record even where the first attempt fails.
      retry: true,
    },
    async ({ params: { key = '' }, data, id }) => {
      const { backend, log } = instance();
      log.info('flag written', { flag: key, before: summaryOf(data?.before), after: summaryOf(data?.after) });
      await backend.runJob({ kind: 'flags.record-edit', payload: { flag: key }, jobId: `onFeatureFlagChanged:${id}` });
      await backend.runRecurring('refreshFlags');
    },
  );
}

/** What of a flag belongs into a log line; null where there is no document. */
function summaryOf(document: DocumentSnapshot | undefined): Readonly<Record<string, unknown>> | null {
  if (!document?.exists) return null;
  const fields = ['state', 'enabled', 'rollout', 'version', 'lastUpdatedBy'];
  return Object.fromEntries(fields.map((field) => [field, document.get(field)]));
}
