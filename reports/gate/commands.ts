import type { GateEvidence } from './evidence/read.ts';

/** A word as a POSIX shell reads it back. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** Commands with the release's own words filled in, each quoted for a shell; a `{reverse}` becomes one command for each migration. */
export function fillIn(commands: readonly string[], { release, migrations }: GateEvidence, reason: string): string[] {
  const words: Readonly<Record<string, string>> = {
    flag: release.flag,
    backend: release.backend,
    project: release.project,
    commit: release.commit,
    previous: release.previousCommit,
    reason,
  };
  return commands.flatMap((command) => {
    if (command.trim() === '{reverse}') {
      const reverses = (migrations ?? []).toReversed().flatMap((it) => (it.reverse ? [it.reverse.command] : []));
      return reverses.length > 0 ? reverses : ['# no reverse migration is recorded: restore the backup'];
    }
    return [command.replace(/\{(\w+)\}/g, (whole, name: string) => quoted(words[name] ?? whole))];
  });
}
