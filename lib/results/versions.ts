/** `versions.json`: what was run and on what, so that only like is compared with like. */
export interface RunVersions {
  readonly schemaVersion: 1;
  readonly loadgate: string;
  /** Commit of the code under test; null outside a repository. */
  readonly commit: string | null;
  readonly node: string;
  readonly k6: string;
  readonly machine: {
    readonly platform: string;
    readonly arch: string;
    readonly cpuModel: string;
    readonly cpus: number;
    readonly memoryBytes: number;
  };
}
