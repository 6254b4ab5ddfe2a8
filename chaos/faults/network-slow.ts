import { z } from 'zod';
import { toxic } from './network.ts';

export const networkSlow = toxic({
  summary: 'Each connection of a link carries only so many kilobytes a second',
  type: 'bandwidth',
  params: { kbPerSecond: z.int().min(1).max(1_000_000).default(10) },
  what: ({ kbPerSecond }) => `${kbPerSecond} KB/s a connection`,
  attributes: ({ kbPerSecond }) => ({ rate: kbPerSecond }),
});
