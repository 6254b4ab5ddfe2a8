/** Globals of k6 that @types/k6 leaves to other type packages. */
declare function setTimeout(callback: () => void, ms: number): number;
declare const console: { log(line: string): void };
