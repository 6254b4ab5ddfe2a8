import { z } from 'zod';
import { defineFault } from './define.ts';

/** The first `count` attempts of each request fail with `status`; from then on they pass. */
export const failFirst = defineFault({
  summary: 'The first attempts of each request fail, the next ones pass',
  params: z.strictObject({
    count: z.int().min(1).max(100),
    status: z.int().min(400).max(599).default(503),
  }),
  apply: ({ count, status }, { strikes }) => {
    const failed = new Map<string, number>();
    return {
      request: ({ key }) => {
        const before = failed.get(key) ?? 0;
        if (before >= count || !strikes(key)) return null;
        failed.set(key, before + 1);
        return { type: 'status', status };
      },
      revert: () => failed.clear(),
    };
  },
});
