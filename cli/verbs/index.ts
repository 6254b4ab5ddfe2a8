import { registerBaseline } from './baseline.ts';
import { registerCanary } from './canary.ts';
import { registerCapacity } from './capacity.ts';
import { registerChaos } from './chaos.ts';
import { registerCompare } from './compare.ts';
import { registerCost } from './cost.ts';
import { registerDoctor } from './doctor.ts';
import { registerFlags } from './flags.ts';
import { registerGate } from './gate.ts';
import { registerHistory } from './history.ts';
import { registerList } from './list.ts';
import { registerReport } from './report.ts';
import { registerRun } from './run.ts';
import { registerServe } from './serve.ts';
import { registerSimulate } from './simulate.ts';
import { registerTrend } from './trend.ts';
import type { RegisterVerb } from './verb.ts';

/** Every verb of the command line, in the order in which the help lists them. A new verb is one file and one line here. */
export const VERBS: readonly RegisterVerb[] = [
  registerRun,
  registerReport,
  registerCompare,
  registerTrend,
  registerBaseline,
  registerHistory,
  registerChaos,
  registerSimulate,
  registerServe,
  registerFlags,
  registerCost,
  registerGate,
  registerCanary,
  registerCapacity,
  registerList,
  registerDoctor,
];
