import { type Mutant, one } from '../mutant.ts';

/** Scheduled work. */
export const SCHEDULER: readonly Mutant[] = [
  one(
    'job-lost-on-crash',
    'a job is removed before it runs',
    'backend/scheduler/leases.ts',
    'writer.update(doc.path, { leaseOwner, runAt: leaseUntil, attempts: attempt }, { version: doc.version }),',
    'writer.delete(doc.path, { version: doc.version }),',
  ),
];
