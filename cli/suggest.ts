/** The candidate that a person most likely meant; undefined where none is close. */
export function suggest(given: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((candidate) => ({ candidate, edits: distance(given.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, candidate.length / 3) || candidate.startsWith(given))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `unknown workload "mixd-10k". Did you mean mixed-10k?`, or the list of what there is. */
export function unknown(what: string, given: string, candidates: readonly string[]): string {
  const meant = suggest(given, candidates);
  return `unknown ${what} "${given}". ${meant === undefined ? `Use one of: ${candidates.join(', ')}` : `Did you mean ${meant}?`}`;
}
