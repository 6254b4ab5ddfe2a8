import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { historyIn, splitOutput } from './history-output.ts';

const dir = mkdtempSync(join(tmpdir(), 'history-'));
afterAll(() => rmSync(dir, { recursive: true }));
/** As Go's %q writes it. */
const consoleLine = (text: string) =>
  `time="2026-01-02T03:04:05Z" level=info msg=${JSON.stringify(text)} source=console`;

test('records go to the history, everything else to the log', async () => {
  const records = ['{"id":"u1/x/\\"k\\\\#1"}', '{"id":"u2/é"}', '{"writer":"w","records":2}'];
  const warning = 'time="2026-01-02T03:04:05Z" level=warning msg="Request Failed" error="refused"';
  const said = 'time="2026-01-02T03:04:05Z" level=info msg=hello source=console';
  const output = [
    warning,
    consoleLine(records.slice(0, 2).join('\n')),
    said,
    consoleLine(records[2] ?? ''),
    'k6 summary',
  ];
  const [history, log] = [join(dir, 'history.gz'), join(dir, 'k6.log')];
  const bytes = Buffer.from(`${output.join('\n')}\n`);
  // In pieces that end anywhere, as pipes do.
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(i * 7, i * 7 + 7));
  await splitOutput(Readable.from(pieces), history, log);
  expect(gunzipSync(readFileSync(history)).toString()).toBe(`${records.join('\n')}\n`);
  expect(readFileSync(log, 'utf8')).toBe(`${[warning, said, 'k6 summary'].join('\n')}\n`);
});

test('a line that cannot be read stays in the log', () => {
  expect(historyIn('time="x" level=info msg="{\\x00" source=console')).toBeNull();
  expect(historyIn('')).toBeNull();
});
