/** What somebody is about to do as an operator. */
export interface Errand {
  /** Claim that it takes; a super-admin may do what an admin may. */
  readonly needs: 'admin' | 'superAdmin';
  /** How long it takes. */
  readonly lastsMs: number;
  /** Firebase project of the target, where its configuration names one. */
  readonly project?: string | undefined;
}

/** Who an operator is to a target. */
export interface Identity {
  /** What it is made of, in words for messages: a variable of the environment. */
  readonly source: string;
  /** A bearer token that is good for this request. Rejects with a CliError where there is none any longer. */
  token(): Promise<string>;
  /** Finds out whether it can carry an errand through; rejects with a CliError that names the variable and the fix. */
  check(errand: Errand): Promise<void>;
  /** A token of lesser rights (admin) for other processes of this user; null: they have to bring their own. */
  lend(lifetimeMs: number): string | null;
  /** A text without its secrets. */
  hide(text: string): string;
}
