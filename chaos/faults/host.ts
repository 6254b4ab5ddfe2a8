/** What faults inside the backend's process share: each is put in force under the planned fault's name, with a time to live. */
import type { FaultContext } from './context.ts';

export async function applyInHost(ctx: FaultContext, fault: string, params: object): Promise<void> {
  await ctx.target('PUT', `/chaos/faults/${ctx.name}`, { fault, ttlMs: ctx.ttlMs, ...params });
}

export async function revertInHost(ctx: FaultContext): Promise<void> {
  await ctx.target('DELETE', `/chaos/faults/${ctx.name}`);
}
