/** Reads what a run left behind. */
export { type RunFolderContent, RunFolderError, readRunFolder } from './read-run.ts';
