/** The client of the callable protocol that all journeys share. k6 only. */
export { type ClientOptions, makeClient } from './client.ts';
export { HistoryWriter } from './history.ts';
export { droppedIterations, scheduleLag, usersActive } from './metrics.ts';
