import type { Context, MetricValue } from '../../operations/index.ts';
import type { WriteData } from '../../ports/index.ts';
import type { Evaluation } from '../model.ts';
import { BLOCKS } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';

export const BLOCK_WINDOW_MS = 10_000;
/** How long the store keeps a window. */
const KEPT_MS = 90 * 24 * 60 * 60_000;
const SAMPLED_USERS = 10;
/** A commit takes 500 writes. */
const MAX_HELD = 400;

interface Window {
  readonly flag: FeatureFlagKey;
  readonly startedAt: number;
  readonly path: string;
  readonly reasons: Record<string, number>;
  readonly operations: Record<string, number>;
  readonly users: string[];
  state: string;
  count: number;
  written: number;
  lastAt: number;
}

/**
 * Blocked attempts, into `featureBlocks`. A killed feature under load refuses thousands of calls a second, so they are added up: one
 * document for each flag, window of 10 s and process, written at its first block and once more when the window is over. That is at most
 * two writes per flag and window whatever the load, and no block is missing from the counts unless the process dies within the window.
 */
export class FeatureBlocks {
  #instance = '';
  readonly #open = new Map<FeatureFlagKey, Window>();
  /** Over, and not yet stored in full. */
  readonly #over: Window[] = [];
  readonly #totals = new Map<string, { key: string; state: string; value: number }>();

  /** Counts one block; resolves once the first of a window is stored. Never rejects: a refusal does not depend on its record. */
  async record(ctx: Context, { key, state, reason }: Evaluation, operation: string): Promise<void> {
    const now = ctx.clock.now();
    const userId = ctx.caller?.uid ?? null;
    this.#count(key, state);
    const window = this.#windowAt(ctx, key, now);
    window.count++;
    window.lastAt = now;
    window.state = state;
    window.reasons[reason] = (window.reasons[reason] ?? 0) + 1;
    window.operations[operation] = (window.operations[operation] ?? 0) + 1;
    if (userId !== null && window.users.length < SAMPLED_USERS && !window.users.includes(userId))
      window.users.push(userId);
    if (window.count === 1) await this.#write(ctx, [window]);
  }

  /** Writes the windows that are over, or all of them when the process stops. */
  async flush(ctx: Pick<Context, 'store' | 'clock' | 'log'>, all = false): Promise<void> {
    const now = ctx.clock.now();
    for (const [key, window] of this.#open) if (all || isOver(window, now)) this.#close(key, window);
    await this.#write(ctx, []);
  }

  totals(): MetricValue[] {
    return [...this.#totals.values()].map(({ key, state, value }) => ({ labels: { key, state }, value }));
  }

  #count(key: FeatureFlagKey, state: string): void {
    const id = `${key} ${state}`;
    const total = this.#totals.get(id) ?? { key, state, value: 0 };
    this.#totals.set(id, total);
    total.value++;
  }

  #windowAt(ctx: Context, key: FeatureFlagKey, now: number): Window {
    const open = this.#open.get(key);
    if (open !== undefined && !isOver(open, now)) return open;
    if (open !== undefined) this.#close(key, open);
    this.#instance ||= ctx.random.id();
    const window: Window = {
      flag: key,
      path: `${BLOCKS}/${key}:${now}:${this.#instance}`,
      startedAt: now,
      reasons: {},
      operations: {},
      users: [],
      state: '',
      count: 0,
      written: 0,
      lastAt: now,
    };
    this.#open.set(key, window);
    return window;
  }

  #close(key: FeatureFlagKey, window: Window): void {
    this.#open.delete(key);
    if (window.count > window.written) this.#over.push(window);
    // A store that stays away for hours must not fill the memory.
    if (this.#over.length > MAX_HELD) this.#over.shift();
  }

  /** Writes these and every window that is over; what cannot be written is tried again with the next write. */
  async #write({ store, log }: Pick<Context, 'store' | 'log'>, windows: readonly Window[]): Promise<void> {
    const due = [...this.#over.splice(0), ...windows];
    if (due.length === 0) return;
    const counts = due.map(({ count }) => count);
    try {
      await store.batch((writer) => {
        for (const window of due) writer.set(window.path, this.#document(window));
      });
      due.forEach((window, i) => {
        window.written = counts[i] ?? 0;
      });
    } catch (error) {
      this.#over.push(...due.filter((window) => !windows.includes(window)));
      log.error('blocked attempts could not be stored', { error: String(error), windows: due.length });
    }
  }

  #document({ flag, state, count, reasons, operations, users, startedAt, lastAt }: Window): WriteData {
    return {
      flag,
      state,
      count,
      reasons: { ...reasons },
      operations: { ...operations },
      users: [...users],
      firstAt: startedAt,
      lastAt,
      instance: this.#instance,
      expireAt: startedAt + KEPT_MS,
    };
  }
}

const isOver = ({ startedAt }: Window, now: number): boolean => now >= startedAt + BLOCK_WINDOW_MS || now < startedAt;
