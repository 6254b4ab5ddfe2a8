import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILE, ConfigError, EMPTY_CONFIG, type LoadgateConfig, parseConfig } from '../lib/targets/index.ts';

/** The configuration of a folder; an absent file is an empty configuration (`file` is null then). Throws ConfigError. */
export function readConfig(folder: string): { readonly config: LoadgateConfig; readonly file: string | null } {
  const file = join(folder, CONFIG_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { config: EMPTY_CONFIG, file: null };
    throw new ConfigError(`${file}: cannot be read (${code})`);
  }
  return { config: parseConfig(text, file), file };
}
