const HIDDEN = '[hidden]';
/** Any JSON Web Token, also one that somebody has cut off. */
const TOKEN = /\beyJ[\w-]{8,}(\.[\w-]*){0,2}/g;

/** Takes what must stay secret out of every text that is printed or kept. */
export class Secrets {
  readonly #held = new Set<string>();

  constructor(...held: readonly string[]) {
    for (const one of held) this.hold(one);
  }

  hold(secret: string): void {
    if (secret === '') return;
    this.#held.add(secret);
    this.#held.add(encodeURIComponent(secret));
  }

  hide(text: string): string {
    let shown = text;
    for (const secret of this.#held) shown = shown.replaceAll(secret, HIDDEN);
    return shown.replaceAll(TOKEN, HIDDEN);
  }
}
