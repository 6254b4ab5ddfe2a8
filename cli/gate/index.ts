/** `loadgate gate`: reads declaration and evidence, decides, and tells it in every form. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  decide,
  exitCodeOf,
  type GateEvidence,
  GateFileError,
  type GateReport,
  type PhaseId,
  readEvidence,
  readGateConfig,
  renderGateHtml,
  renderGateMarkdown,
  renderGateTerminal,
} from '../../reports/gate/index.ts';
import { usageError } from '../errors.ts';
import { wantsColour } from '../terminal/colour.ts';
import { capture } from './capture.ts';

export interface GateRequest {
  readonly phase?: PhaseId;
  readonly flag?: string;
  readonly config?: string;
  readonly evidence: string;
  readonly out: string;
  readonly capture?: true;
  readonly url?: string;
  readonly token?: string;
  readonly all?: true;
  readonly json?: true;
  readonly quiet?: true;
}

const CONFIG_FILE = 'gate.config.ts';
const SHIPPED = join(import.meta.dirname, '..', '..', CONFIG_FILE);

/** Gives the exit code: that of the decision. */
export async function gate(request: GateRequest): Promise<number> {
  if (request.capture) await capture(request, (text) => request.quiet || console.error(text));
  if (request.phase === undefined) {
    if (request.capture) return 0;
    throw usageError('say which phase the release asks to enter', 'loadgate gate --phase beta');
  }
  const report = await decideOn(request, request.phase);
  const files = write(request.out, report);
  if (request.json) process.stdout.write(files.json);
  else if (!request.quiet) {
    process.stdout.write(renderGateTerminal(report, { colour: wantsColour(), all: request.all === true }));
    console.log(`\nPage: ${relative(process.cwd(), files.page)}`);
  }
  return exitCodeOf(report);
}

async function decideOn({ config, evidence: path, flag }: GateRequest, phase: PhaseId): Promise<GateReport> {
  const now = Date.now();
  try {
    const declared = await readGateConfig(config ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : SHIPPED));
    const evidence: GateEvidence = readEvidence(path, process.cwd(), now);
    if (flag !== undefined && flag !== evidence.release.flag)
      throw new GateFileError(`${path}: is the evidence of flag "${evidence.release.flag}", not of "${flag}"`);
    return decide(declared, evidence, phase, now);
  } catch (error) {
    if (error instanceof GateFileError) throw usageError(error.message, 'docs/launch-gate.md shows every file');
    throw error;
  }
}

function write(folder: string, report: GateReport): { readonly json: string; readonly page: string } {
  mkdirSync(folder, { recursive: true });
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const page = join(folder, 'gate.html');
  writeFileSync(join(folder, 'gate.json'), json);
  writeFileSync(join(folder, 'gate.md'), renderGateMarkdown(report));
  writeFileSync(page, renderGateHtml(report));
  return { json, page };
}
