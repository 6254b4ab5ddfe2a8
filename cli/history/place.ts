import { join } from 'node:path';

/** The history of the runs in a results folder. */
export const historyOf = (out: string): string => join(out, 'history.sqlite');
