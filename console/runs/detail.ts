import type { RunDetailView } from '../../lib/api/index.ts';
import type { Check } from '../../lib/results/index.ts';
import type { Api } from '../api.ts';
import { button, fill, h, toast } from '../dom.ts';
import { count, moment } from '../format.ts';
import { type CheckGroup, figuresOf, groupsOf, lasting, loadOf, OUTCOMES } from './model.ts';
import { markOf, outcomePill } from './pieces.ts';
import type { ReportTabs } from './report-tabs.ts';

const NOT_BY_THE_REPORT = 'Do not go by its report: what it was written from has been damaged or exchanged since.';

/** One run, opened at the side: what was run, its checks with the worst first, and the way to its report. */
export class RunDrawer {
  readonly #api: Api;
  readonly #reports: ReportTabs;
  readonly #dialog = h('dialog', { class: 'drawer' });
  readonly #body = h('div', { class: 'drawer-body' });
  #shown = '';

  constructor(api: Api, reports: ReportTabs) {
    this.#api = api;
    this.#reports = reports;
    this.#dialog.append(this.#body);
    this.#dialog.addEventListener('close', () => {
      // Told with the next frame only: another run may be open by then.
      if (this.#dialog.open) return;
      this.#shown = '';
      this.#dialog.remove();
    });
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
  }

  async open(runId: string): Promise<void> {
    this.#shown = runId;
    this.#dialog.setAttribute('aria-label', `Run ${runId}`);
    this.#fill(runId, null, h('p', { class: 'hint' }, 'Loading …'));
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    try {
      const detail = await this.#api.get<RunDetailView>(`/api/runs/${runId}`);
      // Another run may have been opened meanwhile.
      if (this.#shown === runId) this.#show(detail);
    } catch (error) {
      if (this.#shown !== runId) return;
      this.#fill(
        runId,
        null,
        h('p', { class: 'notice bad' }, `The run could not be read: ${(error as Error).message}`),
      );
    }
  }

  close(): void {
    this.#dialog.close();
  }

  #show(detail: RunDetailView): void {
    const { run, checks, hasReport } = detail;
    this.#fill(
      run.runId,
      outcomePill(run.outcome),
      h('p', { class: 'quote' }, run.headline),
      hasReport
        ? h(
            'div',
            { class: 'actions' },
            button('Open report', () => this.#openReport(run.runId), 'primary'),
          )
        : h('p', { class: 'hint' }, 'No report. ', h('code', {}, `loadgate report ${run.runId}`), ' writes one.'),
      run.outcome === 'broken' && hasReport ? h('p', { class: 'hint' }, NOT_BY_THE_REPORT) : null,
      factsOf(detail),
      ...groupsOf(checks).map(groupPart),
    );
  }

  #fill(runId: string, pill: HTMLElement | null, ...parts: (HTMLElement | null)[]): void {
    const close = button('Close', () => this.#dialog.close(), 'plain', { class: 'button plain close' });
    const hadFocus = this.#body.contains(document.activeElement);
    fill(this.#body, h('header', {}, h('h2', { class: 'mono run-id' }, runId), pill, close), ...parts);
    if (hadFocus) close.focus();
  }

  #openReport(runId: string): void {
    if (!this.#reports.open(runId)) toast('The browser blocked the new tab: allow pop-ups for this page.', 'bad');
  }
}

function factsOf({ run, plan }: RunDetailView): HTMLElement {
  const { planned } = run;
  const facts: [string, string][] = [
    ['Started', moment(run.startedAt)],
    ['Load', plan ? `${loadOf(run)}, ${lasting(plan.durationMs)}, ${count(plan.accounts)} accounts` : loadOf(run)],
    ...(planned ? ([['Target', planned.target]] satisfies [string, string][]) : []),
    ['Experiment', planned ? (planned.experiment ?? 'none') : 'unknown: its plan cannot be read'],
    ...(plan?.hypothesis ? ([['Hypothesis', plan.hypothesis]] satisfies [string, string][]) : []),
    ...(plan ? ([['Seed', String(plan.seed)]] satisfies [string, string][]) : []),
  ];
  return h(
    'dl',
    { class: 'differences' },
    ...facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

/** What held is folded away where something else did not. */
const groupPart = ({ status, title, checks }: CheckGroup, _: number, all: readonly CheckGroup[]): HTMLElement =>
  h(
    'details',
    { class: `judged outcome-${status}`, attributes: { open: status !== 'pass' || all.length === 1 } },
    h('summary', {}, markOf(OUTCOMES[status].mark), ` ${title}`),
    h('ul', {}, ...checks.map(checkItem)),
  );

const checkItem = (check: Check): HTMLElement =>
  h(
    'li',
    {},
    h(
      'p',
      {},
      markOf(`${OUTCOMES[check.status].mark} `),
      h('strong', {}, check.title),
      ' ',
      check.phase === undefined ? null : h('span', { class: 'badge' }, check.phase),
    ),
    h('p', { class: 'figures-of' }, figuresOf(check)),
    check.reason === undefined ? null : h('p', { class: 'quote' }, check.reason),
    check.advice === undefined ? null : h('p', { class: 'hint' }, `What to do: ${check.advice}`),
  );
