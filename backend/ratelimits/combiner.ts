interface Waiting<I, R> {
  readonly item: I;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs at most one batch per key at a time; whatever arrives for the key meanwhile forms the next batch. So parallel calls on one
 * document cost one transaction per batch, not one each, and never fight each other for it. Order of arrival is kept.
 */
export class Combiner<I, R> {
  readonly #run: (key: string, items: readonly I[]) => Promise<readonly R[]>;
  readonly #waiting = new Map<string, Waiting<I, R>[]>();

  /** `run` answers each item of a batch, in the same order; when it throws, every item of the batch fails with that error. */
  constructor(run: (key: string, items: readonly I[]) => Promise<readonly R[]>) {
    this.#run = run;
  }

  submit(key: string, item: I): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const entry = { item, resolve, reject };
      const queue = this.#waiting.get(key);
      if (queue) {
        queue.push(entry);
        return;
      }
      this.#waiting.set(key, []);
      void this.#drain(key, [entry]);
    });
  }

  async #drain(key: string, first: Waiting<I, R>[]): Promise<void> {
    for (let batch = first; batch.length > 0; batch = this.#take(key)) {
      try {
        const results = await this.#run(
          key,
          batch.map(({ item }) => item),
        );
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  #take(key: string): Waiting<I, R>[] {
    const queue = this.#waiting.get(key) ?? [];
    if (queue.length === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, []);
    return queue;
  }
}
