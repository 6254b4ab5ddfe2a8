/** May this release take the next step? Judges the launch checklist from evidence and says GO, HOLD or ROLLBACK. */
export { defineGate, readGateConfig } from './config/read.ts';
export { type GateConfig, gateConfigSchema } from './config/schema.ts';
export { above, ci, figure, flag, incident, migrated, row, signed, stay } from './config/shorthand.ts';
export { decide, exitCodeOf } from './decide.ts';
export { type GateEvidence, readEvidence } from './evidence/read.ts';
export { GateFileError } from './files.ts';
export { PHASES, type PhaseId } from './phases.ts';
export { renderGateHtml } from './render/html.ts';
export { renderGateMarkdown } from './render/markdown.ts';
export { renderGateTerminal } from './render/terminal.ts';
export type { GateReport } from './report.ts';
