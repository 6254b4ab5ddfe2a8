import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { GateFileError, readChecked } from '../files.ts';
import { type CanaryAnalysis, canaryAnalysisSchema } from './canary.ts';
import { distinct, notInFuture } from './consistency.ts';
import { readJunit, type TestResult } from './junit.ts';
import { type RunEvidence, readRun } from './runs.ts';
import {
  type AlertEvidence,
  type Approval,
  alertsSchema,
  approvalsSchema,
  type FlagEvidence,
  flagsSchema,
  type IncidentEvidence,
  incidentsSchema,
  type Migrations,
  manifestSchema,
  migrationsSchema,
  type ObservedWindow,
  observationsSchema,
  type Release,
  type Signature,
  signaturesSchema,
  type Waiver,
  waiversSchema,
} from './schemas.ts';

export interface CiResult {
  readonly job: string;
  readonly file: string;
  readonly commit: string;
  readonly at: number;
  readonly tests: readonly TestResult[];
}

/** All that a gate decides from. Null: nobody has said anything about it, which is not the same as "nothing". */
export interface GateEvidence {
  /** Of the repository: where documents are looked for. */
  readonly root: string;
  readonly release: Release;
  readonly runs: readonly RunEvidence[];
  readonly ci: readonly CiResult[];
  readonly flags: FlagEvidence | null;
  readonly alerts: AlertEvidence | null;
  readonly canary: CanaryAnalysis | null;
  readonly migrations: Migrations | null;
  readonly observations: readonly ObservedWindow[];
  readonly incidents: IncidentEvidence | null;
  readonly signatures: readonly Signature[];
  readonly waivers: readonly Waiver[];
  readonly approvals: readonly Approval[];
}

const MANIFESTS = ['evidence.yaml', 'evidence.yml', 'evidence.json'] as const;

/**
 * Reads a manifest (or the one in a folder) and everything that it names. What is damaged, dated in the future or said twice is an error that names the
 * place: {@link GateFileError}. `now` is Unix ms.
 */
export function readEvidence(path: string, root: string, now: number): GateEvidence {
  const manifestPath = manifestIn(path);
  const { release, ...named } = readChecked(manifestPath, manifestSchema);
  const at = (file: string) => resolve(dirname(manifestPath), file);
  const read = <T>(file: string | undefined, schema: z.ZodType<T>): T | null =>
    file === undefined ? null : readChecked(at(file), schema);
  const ci = (named.ci ?? []).map(({ junit, ...result }) => ({ ...result, file: junit, tests: readJunit(at(junit)) }));
  const evidence = {
    root,
    release,
    runs: (named.runs ?? []).map((folder) => readRun(at(folder))),
    ci,
    flags: read(named.flags, flagsSchema),
    alerts: read(named.alerts, alertsSchema),
    canary: read(named.canary, canaryAnalysisSchema),
    migrations: read(named.migrations, migrationsSchema)?.migrations ?? null,
    observations: read(named.observations, observationsSchema)?.windows ?? [],
    incidents: read(named.incidents, incidentsSchema),
    signatures: read(named.signatures, signaturesSchema)?.signatures ?? [],
    waivers: read(named.waivers, waiversSchema)?.waivers ?? [],
    approvals: read(named.approvals, approvalsSchema)?.approvals ?? [],
  };
  const mistakes = [
    ...distinct(named.runs ?? [], (folder) => folder, `${manifestPath}: runs`),
    ...distinct(ci, (it) => it.file, `${manifestPath}: ci`),
    ...distinct(evidence.signatures, (it) => `${it.item} by ${it.who}`, `${named.signatures}: signatures`),
    ...distinct(evidence.waivers, (it) => it.item, `${named.waivers}: waivers`),
    ...distinct(evidence.approvals, (it) => `${it.role} by ${it.who}`, `${named.approvals}: approvals`),
    ...distinct(evidence.incidents?.incidents ?? [], (it) => it.id, `${named.incidents}: incidents`),
    ...distinct(evidence.migrations ?? [], (it) => it.id, `${named.migrations}: migrations`),
    ...notInFuture(evidence, named, now),
  ];
  if (mistakes.length > 0) throw new GateFileError(mistakes.join('\n'));
  return evidence;
}

function manifestIn(path: string): string {
  if (!existsSync(path)) throw new GateFileError(`${path}: there is no such file or folder`);
  if (!statSync(path).isDirectory()) return path;
  const found = MANIFESTS.map((file) => join(path, file)).filter((file) => existsSync(file));
  const [first, second] = found;
  if (first === undefined) throw new GateFileError(`${path}: holds none of ${MANIFESTS.join(', ')}`);
  if (second !== undefined) throw new GateFileError(`${path}: holds both ${first} and ${second}: keep one`);
  return first;
}
