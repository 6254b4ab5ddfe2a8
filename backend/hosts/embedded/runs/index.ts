/** The runs of a results folder over REST, for operators: a page of them, one with its checks, and its report. Reads only, and only what was asked for. */
export { runRoutes } from './routes.ts';
