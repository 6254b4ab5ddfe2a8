/** What the backend's own counters say of its operations: `loadgate_calls_total{operation,code}` of `/metrics`. */

/** Codes that are a fault of the system, not a refusal by design. */
const FAULTS = new Set(['internal', 'unknown', 'unavailable', 'deadline-exceeded', 'data-loss', 'aborted']);

export interface Calls {
  readonly all: number;
  readonly failed: number;
}

/** By operation. */
export type CallCounts = ReadonlyMap<string, Calls>;

const LINE = /^loadgate_calls_total\{operation="([^"]+)",code="([^"]+)"\} (\d+)/;

export function callCounts(metrics: string): CallCounts {
  const counts = new Map<string, Calls>();
  for (const line of metrics.split('\n')) {
    const [, operation, code = '', value] = LINE.exec(line) ?? [];
    if (operation === undefined) continue;
    const { all, failed } = counts.get(operation) ?? { all: 0, failed: 0 };
    const calls = Number(value);
    counts.set(operation, { all: all + calls, failed: failed + (FAULTS.has(code) ? calls : 0) });
  }
  return counts;
}

/** What was added between two readings; a process that was started anew in between counts from 0. */
export function added(before: CallCounts, after: CallCounts): CallCounts {
  return new Map(
    [...after].map(([operation, { all, failed }]) => {
      const was = before.get(operation);
      const fresh = !was || was.all > all;
      return [operation, fresh ? { all, failed } : { all: all - was.all, failed: failed - was.failed }];
    }),
  );
}
