/** `missing` keeps every run from working; `optional` only some. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'optional' | 'missing';
  /** What is there, or what is not. */
  readonly found: string;
  /** How to get it. */
  readonly fix?: string;
}
