import { OperationError } from '../../lib/wire/index.ts';
import type { Reader, Transaction } from '../ports/index.ts';
import { type FeatureState, featurePath, readState } from './feature-state.ts';

/** A version that a feature once had, at `featureVersions/{feature}~{version}`. */
export interface VersionDoc {
  readonly [field: string]: string | number | boolean | null;
  readonly feature: string;
  readonly version: string;
  readonly stable: boolean;
  readonly deployedAt: number;
  readonly deployedBy: string;
  /** When it was last rolled back; null: never. */
  readonly rolledBackAt: number | null;
}

export const VERSIONS = 'featureVersions';
export const versionPath = (feature: string, version: string): string => `${VERSIONS}/${feature}~${version}`;

/** @throws OperationError `not-found` where the version was never deployed */
export async function readVersion(reader: Reader, feature: string, version: string): Promise<VersionDoc> {
  const doc = await reader.get<VersionDoc>(versionPath(feature, version));
  if (doc) return doc.data;
  throw new OperationError(
    'not-found',
    `version ${version} of "${feature}" was never deployed: getFeatureStatus lists those that were`,
  );
}

/**
 * Reads the version that is about to be rolled back; returns the write that notes that it turned out bad, no longer one to go back to.
 * A version that only the feature's own document names (written by hand) has nothing to note.
 */
export async function noteRollback(tx: Transaction, feature: string, version: string): Promise<(at: number) => void> {
  const doc = version === '' ? null : await tx.get(versionPath(feature, version));
  return (at) => {
    if (doc) tx.update(doc.path, { stable: false, rolledBackAt: at });
  };
}

/** The state of a feature as stored; null where nothing was ever said of it. */
export async function readFeature(reader: Reader, feature: string): Promise<FeatureState | null> {
  const doc = await reader.get(featurePath(feature));
  return doc && readState(doc);
}
