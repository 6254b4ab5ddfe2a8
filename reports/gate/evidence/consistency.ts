import type { GateEvidence } from './read.ts';
import type { Manifest } from './schemas.ts';

/** Clocks of different machines differ a little. */
const TOLERANCE_MS = 120_000;

/** A line for each that appears twice. */
export function distinct<T>(all: readonly T[], key: (one: T) => string, place: string): string[] {
  const seen = new Map<string, number>();
  return all.flatMap((one, i) => {
    const first = seen.get(key(one));
    if (first === undefined) {
      seen.set(key(one), i);
      return [];
    }
    return [`${place}[${i}]: "${key(one)}" is there already, at [${first}]: keep one of them`];
  });
}

/** A line for each thing that is said to have happened later than now, or that expires before it was signed. */
export function notInFuture(
  evidence: Omit<GateEvidence, 'root'>,
  named: Omit<Manifest, 'release'>,
  now: number,
): string[] {
  const mistakes: string[] = [];
  const happened = (place: string, at: number | null | undefined) => {
    if (at !== null && at !== undefined && at > now + TOLERANCE_MS)
      mistakes.push(`${place}: ${iso(at)} is in the future; it is ${iso(now)}`);
  };
  const lasts = (place: string, { at, expires }: { readonly at: number; readonly expires: number }) => {
    happened(`${place}.at`, at);
    if (expires <= at) mistakes.push(`${place}.expires: ${iso(expires)} is not after it was given, ${iso(at)}`);
  };
  evidence.ci.forEach((it, i) => {
    happened(`ci[${i}].at`, it.at);
  });
  evidence.signatures.forEach((it, i) => {
    lasts(`${named.signatures}: signatures[${i}]`, it);
  });
  evidence.waivers.forEach((it, i) => {
    lasts(`${named.waivers}: waivers[${i}]`, it);
  });
  evidence.approvals.forEach((it, i) => {
    lasts(`${named.approvals}: approvals[${i}]`, it);
  });
  evidence.observations.forEach((it, i) => {
    happened(`${named.observations}: windows[${i}].to`, it.to);
  });
  evidence.incidents?.incidents.forEach((it, i) => {
    happened(`${named.incidents}: incidents[${i}].opened`, it.opened);
    happened(`${named.incidents}: incidents[${i}].closed`, it.closed);
  });
  evidence.migrations?.forEach((it, i) => {
    const place = `${named.migrations}: migrations[${i}]`;
    for (const done of [...it.applied, it.backup, it.reverse?.testedIn]) happened(place, done?.at);
  });
  happened(`${named.incidents}: asOf`, evidence.incidents?.asOf);
  happened(`${named.flags}: capturedAt`, evidence.flags?.capturedAt);
  happened(`${named.alerts}: capturedAt`, evidence.alerts?.capturedAt);
  happened(`${named.canary}: analysedAt`, evidence.canary?.analysedAt);
  return mistakes;
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
