import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunPlan } from '../../lib/plan/index.ts';
import { bundleOf, bundleScenarios } from '../../scripts/bundle-scenarios.ts';

/** The bundled scenario of the mix. */
export const mixScenario = async (): Promise<string> => bundleOf(await bundleScenarios(), 'mixed-10k');

/** A file that holds the plan for as long as this is in use. */
export function planFile(plan: RunPlan): Disposable & { readonly path: string; readonly plan: RunPlan } {
  const dir = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
  const path = join(dir, 'plan.json');
  writeFileSync(path, JSON.stringify(plan));
  return { path, plan, [Symbol.dispose]: () => rmSync(dir, { recursive: true }) };
}
