import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GateConfig } from '../config/schema.ts';
import { decide, type GateReport, type PhaseId, readEvidence, readGateConfig } from '../index.ts';
import { type Launch, launchBefore, writeLaunch } from './deep-links.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);
export const HOUR = 3_600_000;
export const iso = (ms: number): string => new Date(ms).toISOString();

/** The shipped gate, and folders for evidence that are removed at the end. */
export class Bench implements Disposable {
  readonly config: GateConfig;
  readonly root = mkdtempSync(join(tmpdir(), 'loadgate-gate-'));

  private constructor(config: GateConfig) {
    this.config = config;
  }

  static async open(): Promise<Bench> {
    return new Bench(await readGateConfig(join(import.meta.dirname, '..', '..', '..', 'gate.config.ts')));
  }

  /** Decides on the example as it is before a phase, after `change`. */
  gateOf(phase: PhaseId, change: (launch: Launch) => void = () => {}): GateReport {
    const launch = launchBefore(phase, NOW);
    change(launch);
    const dir = mkdtempSync(join(this.root, 'launch-'));
    return decide(this.config, readEvidence(writeLaunch(dir, launch), dir, NOW), phase, NOW);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}

export function itemOf(report: GateReport, id: string): GateReport['items'][number] {
  const found = report.items.find((one) => one.id === id);
  if (!found) throw new Error(`the gate has no item ${id}`);
  return found;
}

export function lastWindow(launch: Launch): Launch['observations'][number] {
  const window = launch.observations.at(-1);
  if (!window) throw new Error('nothing was observed');
  return window;
}

export const incident = (severity: string, kind: string, closed: string | null = null) => ({
  ...{ id: 'INC-1', title: 'broken', severity, kind, opened: iso(NOW - 5 * HOUR), closed },
  link: 'https://i.example.com/1',
});

export const withoutSignature =
  (item: string) =>
  (launch: Launch): void => {
    launch.signatures = launch.signatures.filter((one) => one.item !== item);
  };
