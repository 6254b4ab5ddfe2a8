import { stripVTControlCharacters as plain, styleText } from 'node:util';
import type { FlagView } from '../../lib/api/index.ts';

type Style = Parameters<typeof styleText>[0];
const STATE_STYLES: Record<string, Style> = { on: 'green', canary: 'yellow', shadow: 'cyan', off: 'dim', kill: 'red' };

export const state = (name: string): string => styleText(STATE_STYLES[name] ?? 'reset', name);

/** Columns as wide as their widest cell; colour does not count. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => plain(row[column] ?? '').length)));
  const pad = (text: string, width: number) => text + ' '.repeat(width - plain(text).length);
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `2026-01-31 09:05:02`, in UTC. */
export const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

export const age = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
};

export function targeting(flag: FlagView): string {
  const rules = [
    flag.countries.length > 0 && `countries ${flag.countries.join(',')}`,
    flag.platforms.length > 0 && `platforms ${flag.platforms.join(',')}`,
    flag.requiresVip && 'VIP',
    flag.requiresRoyal && 'Royal',
    flag.requiresCreator && 'creators',
    flag.env !== 'prod' && `up to ${flag.env}`,
    flag.canaryTenants?.length && `${flag.canaryTenants.length} tenants`,
    flag.overrides?.length && `${flag.overrides.length} overrides`,
  ];
  return rules.filter(Boolean).join(', ');
}
