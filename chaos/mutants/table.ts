import { MUTANTS } from './catalogue/index.ts';
import type { Verdicts } from './state.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The page of the docs that says which check caught which planted defect. */
export function mutantsTable(verdicts: Verdicts): string {
  const rows = MUTANTS.map(({ id, mistake }) => {
    const { check = null, schedules = 0, message = '' } = verdicts.get(id) ?? {};
    const by = check === null ? '**not caught**' : `\`${check}\``;
    return `| \`${id}\` | ${cell(mistake)} | ${by} | ${schedules.toLocaleString('en')} | ${cell(message.slice(0, 140))} |`;
  });
  const caught = MUTANTS.filter(({ id }) => verdicts.get(id)?.check).length;
  return `# Planted defects

Does the simulation catch bugs? \`npm run chaos:mutants -- --write\` plants each of these defects in the backend, one at a time, simulates
schedules from seed 1 until a check fails, and writes this page. ${caught} of ${MUTANTS.length} are caught.

| defect | the mistake | caught by | after schedules | what the check said |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
