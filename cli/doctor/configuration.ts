import { CONFIG_FILE, ConfigError } from '../../lib/targets/index.ts';
import { readConfig } from '../configuration.ts';
import type { Finding } from './finding.ts';

/** Whether the configuration of `folder`, if there is one, can be used. */
export function checkConfiguration(folder: string): Finding {
  try {
    const { config, file } = readConfig(folder);
    if (file === null) return { name: 'Targets', status: 'ok', found: `embedded (no ${CONFIG_FILE} here)` };
    const names = ['embedded', ...Object.keys(config.targets)];
    return { name: 'Targets', status: 'ok', found: `${names.join(', ')} (${file})` };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { name: 'Targets', status: 'missing', found: error.message, fix: 'correct the file or move it away' };
  }
}
