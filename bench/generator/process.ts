/** What a child process costs, read from /proc (Linux only): the figures that its own report could not give. */
import { readFileSync } from 'node:fs';

/** The kernel's clock ticks per second; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** CPU time that the process has used so far, in seconds, user and system together. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Fields are counted from behind the name, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** The most memory that the process has had resident, in MiB; 0 once it has ended. */
export function peakMibOf(pid: number): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
