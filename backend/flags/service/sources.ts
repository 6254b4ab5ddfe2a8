import type { Doc, Logger, Query, Store } from '../../ports/index.ts';
import { initialFlags } from '../defaults.ts';
import { readFlag, readOverride, readRegion, readSystem } from '../documents.ts';
import type { Environment, FlagDocuments } from '../model.ts';
import { COUNTRIES, FLAGS, OVERRIDES, PLATFORMS, SYSTEMS } from '../paths.ts';

/** The collections that evaluation depends on. */
export const SOURCES = [FLAGS, OVERRIDES, SYSTEMS, COUNTRIES, PLATFORMS] as const;
export type Source = (typeof SOURCES)[number];
export type SourceDocs = Readonly<Record<Source, readonly Doc[]>>;

export const queryOf = (source: Source): Query => ({ collection: source });

export async function readSources(store: Store): Promise<SourceDocs> {
  const docs = await Promise.all(SOURCES.map((source) => store.query(queryOf(source))));
  return Object.fromEntries(SOURCES.map((source, i) => [source, docs[i] ?? []])) as unknown as SourceDocs;
}

/** Tells whether documents changed without comparing their contents. */
export const fingerprintOf = (docs: SourceDocs): string =>
  SOURCES.map((source) => docs[source].map((doc) => `${doc.path}@${doc.version}`).join()).join(';');

export function documentsOf(docs: SourceDocs, environment: Environment, log: Logger): FlagDocuments {
  const flags = initialFlags();
  for (const doc of docs[FLAGS]) {
    const config = readFlag(doc, log);
    if (config) flags.set(config.key, config);
  }
  return {
    environment,
    flags,
    overrides: docs[OVERRIDES].flatMap((doc) => readOverride(doc, log) ?? []),
    systems: new Map(docs[SYSTEMS].map((doc) => [doc.id, readSystem(doc, log)])),
    countries: new Map(docs[COUNTRIES].map((doc) => [doc.id, readRegion(doc, log)])),
    platforms: new Map(docs[PLATFORMS].map((doc) => [doc.id, readRegion(doc, log)])),
  };
}
