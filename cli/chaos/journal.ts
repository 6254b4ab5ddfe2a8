import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Notes } from '../../chaos/faults/index.ts';
import type { PlannedFault } from '../../lib/plan/index.ts';

interface Line {
  readonly at: number;
  readonly state: 'about-to-apply' | 'reverted';
  readonly name: string;
  readonly notes?: Notes;
}

/** What an experiment is about to change, on disk before it does: should the tool die, another process can put it back. */
export class Journal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  aboutToApply({ name }: PlannedFault, notes: Notes): void {
    this.#add({ at: Date.now(), state: 'about-to-apply', name, notes });
  }

  reverted({ name }: PlannedFault): void {
    this.#add({ at: Date.now(), state: 'reverted', name });
  }

  /** Notes of the faults that may still be in force, by name, the newest first. */
  open(): ReadonlyMap<string, Notes> {
    const text = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : '';
    const open = new Map<string, Notes>();
    // The last line may be cut off where the tool was killed: what it announced has not been done.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    for (const line of whole.split('\n').filter((one) => one !== '')) {
      const { state, name, notes = {} } = JSON.parse(line) as Line;
      if (state === 'reverted') open.delete(name);
      else open.set(name, notes);
    }
    return new Map([...open].reverse());
  }

  #add(line: Line): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
