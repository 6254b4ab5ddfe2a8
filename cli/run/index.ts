/** `loadgate run`, from a checked request to the exit code: plan, load, verdict, what a person is told. */
export { runAndTell } from './run-and-tell.ts';
