/** The final state, read back for checkers and backups. */
import type { Module } from '../operations/index.ts';
import { exportDocuments } from './export-documents.ts';

export type { ExportedPage } from './export-documents.ts';

export const exportModule = (): Module => ({ name: 'export', operations: [exportDocuments] });
