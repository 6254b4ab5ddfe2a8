import { statfsSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { requestRate, scaleFor, WORKLOADS } from '../../lib/workloads/index.ts';
import { count } from '../terminal/format.ts';
import type { Finding } from './finding.ts';

const GIB = 2 ** 30;
/** Samples, database and report of a full run. */
const DISK_GIB = 2;

/** What `--scale auto` goes by. */
export const thisMachine = () => ({ cores: availableParallelism(), memoryGiB: totalmem() / GIB });

export function checkMachine(): Finding[] {
  const machine = thisMachine();
  const mixed = WORKLOADS['mixed-10k'];
  const scale = scaleFor(machine, mixed, 'quick');
  const users = mixed.loads.reduce((sum, load) => sum + load.peak, 0) * mixed.share.quick * scale;
  const { bavail, bsize } = statfsSync('.');
  const free = (bavail * bsize) / GIB;
  return [
    {
      name: 'Machine',
      status: 'ok',
      found: `${machine.cores} cores (${cpus()[0]?.model.trim()}), ${machine.memoryGiB.toFixed(1)} GiB`,
    },
    {
      name: 'Size',
      status: 'ok',
      found: `--scale auto is ${scale} for mixed-10k: ${count(users)} users, about ${count(requestRate(mixed, 'quick') * scale)} requests/s`,
    },
    free >= DISK_GIB
      ? { name: 'Disk', status: 'ok', found: `${free.toFixed(0)} GiB free` }
      : {
          name: 'Disk',
          status: 'optional',
          found: `${free.toFixed(1)} GiB free`,
          fix: `a full run may need ${DISK_GIB} GiB: --out names another folder`,
        },
  ];
}
