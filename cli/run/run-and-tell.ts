import { relative } from 'node:path';
import type { RunPlan } from '../../lib/plan/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { bundleOf, bundleScenarios } from '../../scripts/bundle-scenarios.ts';
import { experimentParticipant } from '../chaos/index.ts';
import { budget } from '../conductor/budget.ts';
import { conduct } from '../conductor/conduct.ts';
import { Interrupt } from '../conductor/interrupt.ts';
import { standardParticipants } from '../conductor/participants.ts';
import { type RunRequest, recordsHistory } from '../conductor/request.ts';
import { RunFolder } from '../conductor/run-folder.ts';
import type { Telling } from '../report/tell.ts';
import { StatusLine } from '../terminal/status-line.ts';

/** Drives and judges one planned run, tells the verdict, and gives the exit code. */
export async function runAndTell(request: RunRequest, plan: RunPlan, telling: Telling): Promise<number> {
  using interrupt = new Interrupt();
  const { signal } = interrupt;
  const status = new StatusLine(telling.quiet);
  const bundles = await bundleScenarios();
  const folder = new RunFolder(request.out, plan.runId);
  const place = relative(process.cwd(), folder.path) || '.';
  try {
    await conduct({
      request,
      plan,
      folder,
      script: bundleOf(bundles, plan.workload),
      participants: [
        ...standardParticipants(recordsHistory(request, plan)),
        ...(request.maxCost === undefined ? [] : [budget(request.maxCost)]),
        ...(request.experiment ? [experimentParticipant(request.experiment, (text) => status.say(text))] : []),
      ],
      status,
      signal,
    });
  } catch (error) {
    if (signal.aborted) {
      const by = (signal.reason as Error).message;
      console.error(
        `loadgate: stopped by ${by}. Everything was put back; the run is partial and has no verdict: ${place}`,
      );
      return EXIT.interrupted;
    }
    console.error(`loadgate: the run could not be finished; what there is of it: ${place}`);
    throw error;
  } finally {
    if (!request.keep) folder.dropDatabase();
  }
  status.update('Judging …');
  // Loaded only now: judging is far heavier than what a run needs to begin.
  const { tell } = await import('../report/tell.ts');
  return tell(folder.path, telling, () => status.clear());
}
