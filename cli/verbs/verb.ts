import type { Command } from 'commander';

/** Adds a verb to the program. Its action calls `exit` with the process's exit code where that is not 0. */
export type RegisterVerb = (program: Command, exit: (code: number) => void) => void;
