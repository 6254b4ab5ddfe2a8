import { EXIT } from '../../lib/results/index.ts';
import { type Finding, inspectMachine } from '../doctor/index.ts';
import { mark } from '../terminal/mark.ts';
import type { RegisterVerb } from './verb.ts';

export const registerDoctor: RegisterVerb = (program, exit) => {
  program
    .command('doctor')
    .description('what is installed, what is missing, and how to get it')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ loadgate doctor\n\nExit codes: 0 everything needed is there, 12 something is missing.',
    )
    .action(async ({ json }: { json?: true }) => {
      const findings = await inspectMachine();
      const missing = findings.filter((finding) => finding.status === 'missing');
      if (json) console.log(JSON.stringify({ ready: missing.length === 0, findings }, null, 2));
      else print(findings, missing.length);
      if (missing.length > 0) exit(EXIT.missing);
    });
};

function print(findings: readonly Finding[], missing: number): void {
  const width = Math.max(...findings.map((finding) => finding.name.length));
  for (const { name, status, found, fix } of findings) {
    console.log(`${mark(status)} ${name.padEnd(width)}  ${found}`);
    if (fix !== undefined) console.log(`  ${' '.repeat(width)}  → ${fix}`);
  }
  console.log(missing === 0 ? '\nReady to run.' : `\n${missing} missing: nothing can run before that is there.`);
}
