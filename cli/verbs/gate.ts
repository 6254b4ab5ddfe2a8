import { PHASES } from '../../reports/gate/phases.ts';
import type { GateRequest } from '../gate/index.ts';
import { choice } from '../options.ts';
import type { RegisterVerb } from './verb.ts';

export const registerGate: RegisterVerb = (program, exit) => {
  program
    .command('gate')
    .description('may the release take its next step? GO, HOLD or ROLLBACK, from evidence')
    .addOption(choice('--phase <phase>', 'the phase that it asks to enter', PHASES))
    .option('--flag <key>', 'the release’s flag: refused where the evidence is of another')
    .option('--config <file>', 'what the gate asks for (default: gate.config.ts here, else the one that ships)')
    .option('--evidence <path>', 'manifest of the evidence, or its folder', 'launch')
    .option('--out <folder>', 'where gate.json, gate.md and gate.html go', 'results/gate')
    .option('--capture', 'first read flags, canary and alerts from the backend into the evidence folder')
    .option('--url <url>', 'backend to capture from (default: LOADGATE_URL, or http://127.0.0.1:8080)')
    .option('--token <token>', 'admin token (default: LOADGATE_ADMIN_TOKEN, else as for run --target staging)')
    .option('--all', 'list what passed, too')
    .option('--json', 'print gate.json on stdout, for scripts')
    .option('-q, --quiet', 'print nothing but errors; the exit code tells')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: GateRequest) => {
      const { gate } = await import('../gate/index.ts');
      exit(await gate(flags));
    });
};

const EXAMPLES = `
Examples:
  $ loadgate gate --phase internal                       may it go to the team?
  $ loadgate gate --phase 25 --evidence launch/search    its evidence lies in launch/search/evidence.yaml
  $ loadgate gate --capture --url https://api.example.com --evidence launch/search

Exit codes: 0 GO, 10 ROLLBACK or something failed, 13 HOLD for lack of evidence, 2 a file is wrong.`;
