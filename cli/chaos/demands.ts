import type { CheckedExperiment } from '../../chaos/experiments/index.ts';
import type { Target } from '../../lib/targets/index.ts';
import { usageError } from '../errors.ts';

/** What has to be so before the first request, for an experiment to be possible. */
export interface Demands {
  /** Settings of the backend's environment. */
  readonly backendEnv: Readonly<Record<string, string>>;
  /** Links that Toxiproxy stands in. */
  readonly links: readonly string[];
}

export function demandsOf(checked: CheckedExperiment | undefined): Demands {
  if (!checked) return { backendEnv: {}, links: [] };
  const faults = [...checked.faults.values()];
  const backendEnv: Record<string, string> = { LOADGATE_CHAOS_CONTROLS: '1' };
  for (const [name, value] of faults.flatMap((fault) => Object.entries(fault.backendEnv)))
    backendEnv[name] = backendEnv[name] === undefined ? value : `${backendEnv[name]},${value}`;
  return { backendEnv, links: [...new Set(faults.flatMap((fault) => fault.links))] };
}

/** A target that runs already has no process to kill and no providers to break: said before anything starts. */
export function refuseWhatTargetLacks({ name, faults }: CheckedExperiment, target: Target): void {
  if (target.url === null) return;
  const possible = ['target', 'generator'];
  for (const [fault, { needs, kind }] of faults) {
    const lacking = needs.filter((need) => !possible.includes(need));
    if (lacking.length > 0)
      throw usageError(
        `experiment ${name}: fault "${fault}" (${kind}) needs ${lacking.join(' and ')}, which only a target has that the run starts itself`,
        `use --target embedded or emulators, or an experiment of flags and load: loadgate chaos list`,
      );
  }
}
