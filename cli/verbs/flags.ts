import { type Command, InvalidArgumentError, Option } from 'commander';
import { choice, wholeNumber } from '../options.ts';
import type { RegisterVerb } from './verb.ts';

const STATES = ['off', 'shadow', 'canary', 'on', 'kill'] as const;

/** Every verb of `loadgate flags`; the work is in cli/flags/, read when a verb is used. */
export const registerFlags: RegisterVerb = (program) => {
  const flags = program
    .command('flags')
    .description('feature flags of a backend: look, change, kill, roll back')
    .addHelpText('after', EXAMPLES);

  verb(flags, 'list', 'all flags')
    .option('--category <name>', 'only those of one category, such as chat')
    .addOption(choice('--state <state>', 'only those in one state', STATES))
    .addOption(choice('--environment <env>', 'only those promoted this far', ['dev', 'staging', 'prod']))
    .action(async (options) => (await actions()).list(options));
  verb(flags, 'get', 'one flag: settings, what calls under it do')
    .argument('<flag>')
    .action(async (flag, options) => (await actions()).get(flag, options));
  verb(flags, 'status', 'how flags are as a whole: counts, kills, shadows, changes of the day').action(
    async (options) => (await actions()).status(options),
  );
  verb(flags, 'history', 'changes of a flag, newest first')
    .argument('<flag>')
    .option('--limit <n>', 'how many', wholeNumber(1, 200), 20)
    .action(async (flag, options) => (await actions()).history(flag, options));
  verb(flags, 'canary-status', 'roll-outs under way, judged by their criteria')
    .addOption(
      new Option(
        '--metric <flag:name=value...>',
        'what is measured elsewhere, such as invoices.write:customer_satisfaction=0.96',
      )
        .argParser(metric)
        .default({}, ''),
    )
    .action(async (options) => (await actions()).canaryStatus(options));

  changing(flags, 'set', 'change a flag')
    .argument('<flag>')
    .addArgument(program.createArgument('<state>', STATES.join(', ')).choices([...STATES]))
    .argument('[reason]', 'why (or --reason)')
    .option('--percentage <n>', 'share of users that a canary serves', percentage)
    .option('--countries <list>', 'two-letter codes, such as DE,PL; "all" lifts the limit', list)
    .option('--platforms <list>', 'web, ios, android; "all" lifts the limit', list)
    .option('--tenants <list>', 'tenants in the canary; "none" empties it', list)
    .addOption(choice('--environment <env>', 'how far it is promoted', ['dev', 'staging', 'prod']))
    .addOption(choice('--shadow <type>', 'what a shadow does', ['validate_only', 'dry_run', 'ui_intents', 'log_only']))
    .option('--notes <text>', 'what the next reader should know')
    .action(async (flag, state, reason, options) => (await actions()).set(flag, state, reason, options));
  changing(flags, 'kill', 'off for everybody at once')
    .argument('<flag>')
    .argument('[reason]', 'why (or --reason)')
    .action(async (flag, reason, options) => (await actions()).kill(flag, reason, options));
  changing(flags, 'rollback', 'back to the settings before the last change')
    .argument('<flag>')
    .argument('[reason]', 'why (or --reason)')
    .action(async (flag, reason, options) => (await actions()).rollback(flag, reason, options));
  changing(flags, 'override', 'another state for one tenant')
    .argument('<flag>')
    .addArgument(program.createArgument('<state>', `${STATES.join(', ')}, or remove`).choices([...STATES, 'remove']))
    .argument('[reason]', 'why (or --reason)')
    .requiredOption('--tenant <id>', 'the tenant')
    .option('--expires <duration>', 'until when, such as 30m, 12h or 7d from now', expiry)
    .action(async (flag, state, reason, options) => (await actions()).override(flag, state, reason, options));
};

const actions = () => import('../flags/index.ts');

const verb = (flags: Command, name: string, description: string): Command =>
  flags
    .command(name)
    .description(description)
    .option('--url <url>', 'the backend (default: LOADGATE_URL, or http://127.0.0.1:8080)')
    .option(
      '--token <token>',
      'admin token (default: LOADGATE_ADMIN_TOKEN, else as for run --target staging; none is needed on this machine)',
    )
    .option('--run <id>', 'the backend of a run that is under way: its id, or latest')
    .option('--out <folder>', 'folder that holds the runs’ folders', 'results')
    .option('--json', 'print JSON');

const changing = (flags: Command, name: string, description: string): Command =>
  verb(flags, name, description)
    .option('--reason <text>', 'why')
    .option('--confirm <key>', 'the exact key, for critical features')
    .option(
      '--watch <seconds>',
      'measure how fast it takes effect (default: 3 with --run, else not)',
      wholeNumber(0, 60),
    );

function percentage(given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('Use a percentage from 0 to 100.');
}

const list = (given: string): string[] =>
  given === 'all' || given === 'none' ? [] : given.split(',').flatMap((one) => one.trim() || []);

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function expiry(given: string): number {
  const [, amount = '', unit = ''] = /^(\d+)([mhd])$/.exec(given) ?? [];
  const ms = Number(amount) * (UNITS[unit] ?? 0);
  if (ms > 0) return Date.now() + ms;
  throw new InvalidArgumentError('Use a duration such as 30m, 12h or 7d.');
}

type Metrics = Record<string, Record<string, number>>;

function metric(given: string, earlier: Metrics): Metrics {
  const [, flag, name, value] = /^([^:]+):(\w+)=(.+)$/.exec(given) ?? [];
  if (flag === undefined || name === undefined || !Number.isFinite(Number(value)))
    throw new InvalidArgumentError('Use flag:metric=number, such as invoices.write:error_rate=0.001.');
  return { ...earlier, [flag]: { ...earlier[flag], [name]: Number(value) } };
}

const EXAMPLES = `
Examples:
  $ loadgate flags list --category chat
  $ loadgate flags set estimates.write canary --percentage 10 "Testing with 10 %"
  $ loadgate flags kill chat_paid --run latest "bug in charging"      flips it in a run that is under way
  $ loadgate flags rollback chat_paid --run latest "fixed"`;
