import type { ProfileName } from '../plan/index.ts';

const PROFILES = ['smoke', 'quick', 'full'] as const satisfies readonly ProfileName[];
const FORM = new RegExp(`^(\\d{8})-(\\d{6})-([a-z0-9]+(?:-[a-z0-9]+)*)-(${PROFILES.join('|')})-[0-9a-f]{4}$`);
/** File names have their limits, and so has what a reader should look at. */
const LONGEST = 100;

/** How a run id looks, in words for messages. */
export const RUN_ID_FORM = 'a run id looks like 20260131-090502-mixed-10k-quick-3fa9';

/** What a run id says of its run. */
export interface RunIdParts {
  /** Unix milliseconds, to the second. */
  readonly startedAt: number;
  readonly workload: string;
  readonly profile: ProfileName;
}

/** `20260131-090502-mixed-10k-quick-3fa9`: sorts by time, says what it was, and two runs of one second differ. `chance` is from 0 to below 1. */
export function newRunId(workload: string, profile: ProfileName, now: Date, chance: number): string {
  const [date = '', time = ''] = now.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/);
  const unique = Math.floor(chance * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${date}-${time}-${workload}-${profile}-${unique}`;
}

/** The inverse of {@link newRunId}. Null for what it cannot have made: such a text is no run id, and never becomes a part of a path. */
export function parseRunId(text: string): RunIdParts | null {
  const [, date = '', time = '', workload = '', profile] = (text.length <= LONGEST && FORM.exec(text)) || [];
  const pairs = `${date.slice(2)}${time}`.match(/\d\d/g) ?? [];
  const [month = '', day = '', hour = '', minute = '', second = ''] = pairs.slice(1);
  const iso = `${date.slice(0, 4)}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const startedAt = Date.parse(iso);
  // A day that no month has is read as one of the next: only a date that reads back as it was written is one.
  if (Number.isNaN(startedAt) || new Date(startedAt).toISOString() !== iso) return null;
  return isProfile(profile) ? { startedAt, workload, profile } : null;
}

const isProfile = (name: string | undefined): name is ProfileName => PROFILES.some((one) => one === name);
