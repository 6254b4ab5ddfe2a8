/** Analytics events: taken in by batches, each event counted exactly once. */
import type { Module } from '../operations/index.ts';
import { ingestEvents } from './ingest.ts';
import { getIngestSummary } from './summary.ts';

export const analyticsModule = (): Module => ({ name: 'analytics', operations: [ingestEvents, getIngestSummary] });
