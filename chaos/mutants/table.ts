import type { Hunt } from './hunt.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The page of the docs that says which check caught which planted defect. */
export function mutantsTable(hunts: readonly Hunt[]): string {
  const caught = hunts.filter(({ caughtBy }) => caughtBy !== null).length;
  const rows = hunts.map(
    ({ mutant, caughtBy, schedules, message }) =>
      `| \`${mutant.id}\` | ${cell(mutant.mistake)} | ${caughtBy ? `\`${caughtBy}\`` : '**not caught**'} | ${schedules.toLocaleString('en')} | ${cell(message.slice(0, 140))} |`,
  );
  return `# Planted defects

Does the simulation catch bugs? \`npm run chaos:mutants -- --write\` plants each of these defects in the backend, one at a time, simulates
schedules from seed 1 until a check fails, and writes this page. ${caught} of ${hunts.length} are caught.

| defect | the mistake | caught by | after schedules | what the check said |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
