import { styleText } from 'node:util';

const MARKS = {
  ok: styleText('green', '✓'),
  optional: styleText('yellow', '–'),
  missing: styleText('red', '✗'),
} as const;

/** One coloured character; without colour where the terminal or NO_COLOR wants none. */
export const mark = (status: keyof typeof MARKS): string => MARKS[status];
