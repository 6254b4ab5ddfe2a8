import { z } from 'zod';
import type { RunDetailView, RunsView } from '../../../../lib/api/index.ts';
import { parseRunId, RUN_ID_FORM } from '../../../../lib/results/index.ts';
import { OperationError } from '../../../../lib/wire/index.ts';
import { cursorField, decodeCursor, encodeCursor, type Route, type RouteRequest } from '../../../operations/index.ts';
import { validated } from '../../../operations/validate.ts';
import { ResultsFolder, type RunNamed } from './results-folder.ts';

const MOST_RUNS = 50;
const OUTCOMES = ['pass', 'fail', 'inconclusive', 'unfinished', 'broken'] as const;

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST_RUNS).default(20),
  cursor: cursorField.optional().describe('nextCursor of the page before'),
  workload: z.string().min(1).max(100).optional(),
  outcome: z.enum(OUTCOMES).optional(),
});

/** A browser that is led here by whatever way shows a report as a page of its own origin, without scripts. */
const REPORT_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
};
const PRIVATE = { 'cache-control': 'no-store' };

/** Looking at runs, for admins. @param folder absolute path; undefined: every route says that no folder is served, and how to have one */
export function runRoutes(folder: string | undefined): Route[] {
  const served = folder === undefined ? null : new ResultsFolder(folder);
  const route = (path: string, summary: string, answer: Answer): Route => ({
    ...{ method: 'GET', path: `/api/runs${path}`, access: 'admin', feature: 'host', summary },
    handler: async (_ctx, request) => {
      if (served === null) throw notServed();
      const { headers = {}, ...rest } = await answer(served, request);
      return { status: 200, headers: { ...PRIVATE, ...headers }, ...rest };
    },
  });
  return [
    { ...route('', 'Runs of the results folder, newest first', list), query },
    route('/:run', 'One run and its checks', detail),
    route('/:run/report', 'The HTML report of one run', report),
  ];
}

type Answer = (
  served: ResultsFolder,
  request: RouteRequest,
) => Promise<{ readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown; readonly text?: string }>;

const list: Answer = async (served, request) => {
  const { cursor, limit, workload, outcome } = validated(query, request.query);
  const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  const { last, ...page } = await served.page({
    limit,
    ...(after !== undefined && { after: String(after) }),
    ...(workload !== undefined && { workload }),
    ...(outcome !== undefined && { outcome }),
  });
  const body: RunsView = { folder: served.path, ...page, nextCursor: last === null ? null : encodeCursor([last]) };
  return { body };
};

const detail: Answer = async (served, { params }) => {
  const run = named(params.run);
  const read = await served.run(run);
  if (read === null) throw noSuch(run, served);
  const { view, plan, checks, hasReport } = read;
  const body: RunDetailView = {
    run: view,
    plan: plan && {
      ...{ seed: plan.seed, durationMs: plan.durationMs, accounts: plan.accounts },
      hypothesis: plan.hypothesis ?? null,
    },
    ...{ checks, hasReport },
  };
  return { body };
};

const report: Answer = async (served, { params }) => {
  const run = named(params.run);
  const file = await served.report(run);
  if (file === null) {
    const why = `${run.runId} has no report in ${served.path}: "loadgate report ${run.runId}" writes it`;
    throw new OperationError('not-found', why, { reason: 'NO_REPORT' });
  }
  if ('problem' in file) throw new OperationError('failed-precondition', `the report ${file.problem}`);
  return { text: file.text, headers: REPORT_HEADERS };
};

function named(runId = ''): RunNamed {
  const parts = parseRunId(runId);
  if (parts) return { runId, parts };
  throw new OperationError('invalid-argument', `run: ${RUN_ID_FORM}`, { field: 'run' });
}

const noSuch = ({ runId }: RunNamed, { path }: ResultsFolder) =>
  new OperationError('not-found', `there is no run ${runId} in ${path}`, { reason: 'NO_SUCH_RUN' });

const notServed = () =>
  new OperationError(
    'not-found',
    'this backend serves no results folder: start it with "loadgate serve", or give the embedded host --results <folder>',
    { reason: 'NO_RESULTS_FOLDER' },
  );
