import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RunFolder } from './run-folder.ts';
import { Timeline } from './timeline.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'loadgate-results-'));
});
afterEach(() => rmSync(out, { recursive: true }));

it('makes the folder and points latest at the newest run', () => {
  new RunFolder(out, 'one');
  new RunFolder(out, 'two').writeJson('plan', { a: 1 });
  expect(readlinkSync(join(out, 'latest'))).toBe('two');
  expect(JSON.parse(readFileSync(join(out, 'latest', 'plan.json'), 'utf8'))).toEqual({ a: 1 });
  expect(statSync(join(out, 'one', 'logs')).isDirectory()).toBe(true);
});

it('gives a folder to one run only', () => {
  new RunFolder(out, 'one').writeJson('plan', { a: 1 });
  expect(() => new RunFolder(out, 'one')).toThrow('one belongs to another run');
  expect(JSON.parse(readFileSync(join(out, 'one', 'plan.json'), 'utf8'))).toEqual({ a: 1 });
});

it('keeps the timeline as one JSON object a line, in the order of writing', () => {
  const file = join(out, 'timeline.jsonl');
  const timeline = new Timeline(file);
  timeline.add('run', 'load-started', undefined, 5);
  timeline.add('fault', 'kill', { action: 'apply' }, 7);
  expect(readFileSync(file, 'utf8')).toBe(
    '{"at":5,"kind":"run","name":"load-started"}\n{"at":7,"kind":"fault","name":"kill","detail":{"action":"apply"}}\n',
  );
});
