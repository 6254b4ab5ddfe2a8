import type { Operation } from './define.ts';
import type { JobHandler, RecurringJob } from './jobs.ts';
import type { Route } from './routes.ts';
import type { Stage } from './stages.ts';

/** What one domain folder brings to the backend; its `index.ts` exports a function that makes it from its configuration. */
export interface Module {
  readonly name: string;
  readonly operations?: readonly Operation[];
  readonly routes?: readonly Route[];
  readonly stages?: readonly Stage[];
  readonly jobs?: readonly JobHandler[];
  readonly recurring?: readonly RecurringJob[];
}
