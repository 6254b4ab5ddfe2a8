import type { BackendProcess } from '../../chaos/faults/index.ts';
import type { BillingCounts } from '../../lib/results/index.ts';
import type { RunContext } from '../conductor/hooks.ts';

/** The run's backend in the hands of a fault. Before it is killed its bill is read: the meter dies with the process. */
export function backendProcess({ backend, operator, billedBefore }: RunContext): BackendProcess {
  const there = () => {
    if (!backend) throw new Error('this run has not started its backend itself');
    return backend;
  };
  const signal = (name: NodeJS.Signals) => {
    if (there().isRunning) process.kill(there().pid, name);
  };
  return {
    async kill() {
      if (!there().isRunning) return;
      const bill = await operator.get('/admin/billing', 2_000).catch(() => null);
      if (bill) billedBefore.push(bill as BillingCounts);
      await there().kill();
    },
    async start() {
      if (!there().isRunning) await there().restart();
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
  };
}
