import { styleText } from 'node:util';
import { type Slo, slosFor } from '../../lib/slo/index.ts';
import { WORKLOADS, type Workload } from '../../lib/workloads/index.ts';
import { duration, milliseconds, percent } from '../terminal/format.ts';
import type { RegisterVerb } from './verb.ts';

export const registerList: RegisterVerb = (program) => {
  program
    .command('list')
    .description('workloads: who does what, for how long, and the objectives that a run must meet')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ loadgate list --json | jq ".workloads[].name"')
    .action(({ json }: { json?: true }) => {
      const workloads = Object.values(WORKLOADS);
      if (json) console.log(JSON.stringify({ workloads: workloads.map(facts) }, null, 2));
      else for (const workload of workloads) print(workload);
    });
};

const facts = (workload: Workload) => ({
  name: workload.name,
  title: workload.title,
  accounts: workload.accounts,
  durationMs: workload.durationMs,
  journeys: workload.loads.map(({ journey, model, peak }) => ({ journey, model, peak })),
  slos: objectives(workload),
});

const objectives = (workload: Workload) =>
  slosFor(
    workload.name,
    workload.loads.map((load) => load.journey),
  );

function print(workload: Workload): void {
  const { full, quick, smoke } = workload.durationMs;
  console.log(`${styleText('bold', workload.name)}  ${workload.title}`);
  console.log(`  lasts     full ${duration(full)}, quick ${duration(quick)}, smoke ${duration(smoke)}`);
  const loads = workload.loads.map(
    ({ journey, model, peak }) => `${journey} ${peak.toLocaleString('en')}${model === 'open' ? '/s' : ''}`,
  );
  console.log(`  journeys  ${loads.join(', ')}`);
  const own = objectives(workload);
  const whole = own.filter((slo) => slo.journey === undefined).map(objective);
  const each = own.length > whole.length ? '; latency and errors for each journey too' : '';
  console.log(`  meets     ${whole.join(', ')}${each}\n`);
}

function objective({ indicator, title, comparison, objective }: Slo): string {
  switch (indicator.kind) {
    case 'latency':
      return `p${100 * indicator.quantile} ${comparison} ${milliseconds(objective)}`;
    case 'error-rate':
      return `errors ${comparison} ${percent(objective)}`;
    case 'cache-hit-rate':
      return `cache hits ${comparison} ${percent(objective)}`;
    case 'events-exactly-once':
      return `${title.toLowerCase()} ${comparison} ${objective}`;
  }
}
