import { standardModules } from '../../backend/index.ts';
import { checkAll, type Violation } from '../invariants/index.ts';
import { evidenceOf } from './evidence.ts';
import { runSchedule } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** What a schedule brought to light: the first broken rule, or a system that never came to rest. */
export interface Failure {
  readonly check: string;
  readonly violation: Violation;
}

export interface Judged {
  readonly failure: Failure | null;
  /** Store operations that were taken in turns. */
  readonly steps: number;
  /** How many things each invariant was held against. */
  readonly checked: Readonly<Record<string, number>>;
  readonly world: World | null;
}

/** Runs a schedule over the whole backend and holds it against every invariant. */
export async function judge(schedule: Schedule): Promise<Judged> {
  let world: World;
  try {
    world = await runSchedule(schedule, (providers) => standardModules({ providers }));
  } catch (error) {
    const violation = { message: error instanceof Error ? error.message : String(error), operations: [] };
    return { failure: { check: 'comes-to-rest', violation }, steps: 0, checked: {}, world: null };
  }
  const results = checkAll(evidenceOf(world));
  const broken = results.find(({ finding }) => finding.status === 'fail');
  const violation = broken?.finding.violations[0];
  return {
    failure: broken && violation ? { check: broken.invariant.id, violation } : null,
    steps: world.turns.steps,
    checked: Object.fromEntries(results.map(({ invariant, finding }) => [invariant.id, finding.checked])),
    world,
  };
}
