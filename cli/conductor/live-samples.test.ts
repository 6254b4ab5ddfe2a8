import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { LiveSamples } from './live-samples.ts';

const dir = mkdtempSync(join(tmpdir(), 'live-samples-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** A file that grows as k6's does: whole lines, in blocks of their own. */
function growing(file: string) {
  const gzip = createGzip();
  const written = createWriteStream(file);
  gzip.pipe(written);
  return {
    async write(text: string) {
      gzip.write(text);
      await new Promise<void>((resolve) => gzip.flush(() => resolve()));
      await expect.poll(() => written.writableLength).toBe(0);
    },
    end: () => new Promise<void>((resolve) => written.on('close', () => resolve()) && gzip.end()),
  };
}

const HEADER = 'metric_name,timestamp,metric_value,scenario,name,status,error_code,extra_tags\n';
const request = (ms: number) =>
  `http_reqs,1,1,swipe,swipe,200,,\nhttp_req_duration,1,${ms}.5,swipe,swipe,200,,\nhttp_req_waiting,1,900,swipe,swipe,200,,\n`;

test('counts what a growing file holds, each line once, and forgets what a quantile was made of', async () => {
  const file = join(dir, 'samples.csv.gz');
  const live = new LiveSamples(file);
  expect(await live.counts()).toEqual({ requests: 0, errors: 0 });
  expect(await live.p95()).toBeNull();

  const samples = growing(file);
  await samples.write(HEADER + Array.from({ length: 100 }, (_, i) => request(i)).join(''));
  expect(await live.counts()).toEqual({ requests: 100, errors: 0 });
  expect(await live.p95()).toBe(95.5);

  const cut = request(7);
  await samples.write(`op_errors,2,3,swipe,swipe,,,"code=internal"\n${cut.slice(0, 45)}`);
  expect(await live.counts()).toEqual({ requests: 100, errors: 3 });
  await samples.write(cut.slice(45));
  expect(await Promise.all([live.counts(), live.counts()])).toEqual(Array(2).fill({ requests: 101, errors: 3 }));
  expect(await live.p95()).toBe(7.5);

  await samples.end();
  expect(await live.counts()).toEqual({ requests: 101, errors: 3 });
});
