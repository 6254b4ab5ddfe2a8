import { Command, CommanderError } from 'commander';
import { EXIT } from '../lib/results/index.ts';
import { ConfigError, TargetRefused } from '../lib/targets/index.ts';
import packageJson from '../package.json' with { type: 'json' };
import { CliError } from './errors.ts';
import { VERBS } from './verbs/index.ts';

/** Runs one command line (without `node` and the script) and gives the process's exit code; lib/results/exit-codes.ts names them. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.pass;
  // A reader that has gone away (a closed pipe, a killed parent) is no reason to stop in the middle of putting things back.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const program = new Command('loadgate')
    .description('May this release take this many users, what happens when things break, and what will it cost?')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .showHelpAfterError('(add --help to see what there is)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'loadgate: ')) })
    .addHelpText('after', HELP);
  for (const register of VERBS) {
    register(program, (code) => {
      exitCode = code;
    });
  }
  for (const command of program.commands) inheritSettings(command, program);
  try {
    if (argv.length === 0) program.help();
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

const HELP = `
Examples:
  $ loadgate run smoke --profile smoke        does everything answer? (15 s)
  $ loadgate run mixed-10k --scale auto       the 10K mix, at the size that this machine carries
  $ loadgate list                             workloads and what each demands
  $ loadgate report                           the newest run again

Exit codes: 0 pass, 10 an objective failed, 13 inconclusive; docs/exit-codes.md has all of them.`;

/** Commands made with \`.command()\` copy these from their parent; those of nested verbs get them here as well. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}

/** Says what went wrong and gives the exit code. Only a fault of the tool itself shows a stack trace. */
function report(error: unknown): number {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  if (error instanceof CliError) {
    console.error(`loadgate: ${error.message}`);
    if (error.advice !== undefined) console.error(`What to do: ${error.advice}`);
    return error.exitCode;
  }
  if (error instanceof TargetRefused) {
    console.error(`loadgate: ${error.message}`);
    return EXIT.refusedTarget;
  }
  if (error instanceof ConfigError) {
    console.error(`loadgate: ${error.message}`);
    return EXIT.usage;
  }
  console.error('loadgate: this is a fault of the tool itself, not of what it tests:');
  console.error(error);
  return EXIT.internal;
}
