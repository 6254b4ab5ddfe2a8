import type { ViolationFound } from '../../../lib/results/index.ts';
import { count } from '../../format.ts';
import type { Report } from '../../model/index.ts';
import {
  type ChaosRow,
  evidenceLine,
  FAULT_HEADS,
  faultLines,
  INVARIANT_HEADS,
  invariantLines,
} from '../chaos-cells.ts';
import { sign } from './managers.ts';
import { html, type Markup } from './markup.ts';

/** Operations of a violation that are listed; violations.json has more. */
const MOST_OPERATIONS = 8;

/** What each fault did, what held all the same, and what did not, with the operations that show it. */
export function chaosTables(report: Report): Markup {
  return html`${table('Faults', null, FAULT_HEADS, faultLines(report))}
${table('Invariants', evidenceLine(report), INVARIANT_HEADS, invariantLines(report))}
${violations(report)}`;
}

function table(title: string, note: string | null, heads: readonly string[], rows: readonly ChaosRow[]): Markup | null {
  if (rows.length === 0) return null;
  const [first, ...others] = heads;
  const body = rows.map(
    ({ status, cells: [name, ...cells] }) =>
      html`<tr><td>${status === null ? '–' : sign(status)}</td><th scope="row">${name ?? ''}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<h3>${title}</h3>${note ? html`<p class="fine">${note}</p>` : null}<div class="scroll"><table class="rows text"><thead><tr><th></th><th scope="col">${first ?? ''}</th>${others.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function violations({ invariants }: Report): Markup | null {
  const broken = (invariants?.findings ?? []).filter(({ violations: found }) => found.length > 0);
  if (broken.length === 0) return null;
  const items = broken.map(
    ({ title, violations: found, violationCount }) =>
      html`<li><b>${title}</b>: ${count(violationCount)} found${found.slice(0, 3).map(violation)}</li>`,
  );
  return html`<h3>Violations and the operations that show them</h3><ul class="violations">${items}</ul>`;
}

function violation({ message, operations, operationCount }: ViolationFound): Markup {
  const shown = operations
    .slice(0, MOST_OPERATIONS)
    .map(
      ({ id, outcome, code, invokedAt }) =>
        html`<li><time>${new Date(invokedAt).toISOString().slice(11, 23)}</time> ${id} <b>${outcome}</b> ${code ?? ''}</li>`,
    );
  const rest = operationCount - shown.length;
  return html`<p>${message}</p>${shown.length > 0 ? html`<ol class="timeline">${shown}</ol>` : null}${rest > 0 ? html`<p class="fine">and ${count(rest)} more operations: see violations.json</p>` : null}`;
}
