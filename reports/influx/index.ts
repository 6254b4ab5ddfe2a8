/** The shared trend store, InfluxDB 2: run summaries and windows of ten seconds, delivered through a spool that outlasts outages. */
export { type InfluxConfig, InfluxConfigError, influxConfig } from './config.ts';
export { type Delivery, deliver } from './deliver.ts';
export { FIELDS, MEASUREMENTS, RUN_TAGS, SCOPE_TAGS } from './names.ts';
export { linesOf } from './points.ts';
export { Spool } from './spool.ts';
