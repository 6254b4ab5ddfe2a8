import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checked, GateFileError, readChecked } from '../files.ts';
import { type GateConfig, gateConfigSchema } from './schema.ts';

/** Helps an editor with the types of `gate.config.ts`; it changes nothing. */
export const defineGate = (config: GateConfig): GateConfig => config;

/** Reads and checks a gate's declaration: TypeScript or JavaScript (its default export), JSON or YAML. Throws {@link GateFileError}. */
export async function readGateConfig(path: string): Promise<GateConfig> {
  if (!existsSync(path)) throw new GateFileError(`${path}: there is no such file`);
  if (!['.ts', '.mts', '.js', '.mjs'].includes(extname(path))) return readChecked(path, gateConfigSchema);
  const module = await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    throw new GateFileError(`${path}: cannot be loaded: ${error instanceof Error ? error.message : error}`);
  });
  const { default: config } = module as { default?: unknown };
  if (config === undefined) throw new GateFileError(`${path}: exports no default: export default defineGate({ … })`);
  return checked(path, config, gateConfigSchema);
}
