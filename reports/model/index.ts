/** Everything that a report shows, computed once for all renderers. */
export { type Kinds, type Report, type ReportInput, reportOf, usersOverTime } from './report.ts';
export { figuresFrom, type Row, rowOf, type Tables } from './rows.ts';
