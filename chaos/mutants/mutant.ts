/**
 * A planted defect: a mistake that somebody could make on a busy day. `find` stands exactly once in `file` (a path from the project's root); where
 * the code has moved on, tests and hunts say which mutant has to follow.
 */
export interface Mutant {
  readonly id: string;
  /** The mistake in the words of a review. */
  readonly mistake: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}

/** A mutant of one edit. */
export const one = (id: string, mistake: string, file: string, find: string, replace: string): Mutant => ({
  id,
  mistake,
  edits: [{ file, find, replace }],
});
