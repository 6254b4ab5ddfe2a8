/** Something in the samples that could not be read. One of these makes a run inconclusive: what it hid is unknown. */
export interface Damage {
  readonly file: string;
  /** Line, or where the stream broke off. */
  readonly place: string;
  readonly problem: string;
  readonly fix: string;
}

/** Damages that are listed; of the rest only the number is kept, so that a file of garbage stays readable. */
const LISTED = 20;

export class DamageLog {
  readonly listed: Damage[] = [];
  count = 0;

  add(damage: Damage): void {
    this.count++;
    if (this.listed.length < LISTED) this.listed.push(damage);
  }
}
