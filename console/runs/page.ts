import type { RunsView, RunView } from '../../lib/api/index.ts';
import { type Api, ApiError } from '../api.ts';
import { button, fill, h, select } from '../dom.ts';
import { moment } from '../format.ts';
import { dataTable } from '../panels/panel.ts';
import { RunDrawer } from './detail.ts';
import { loadOf, NO_FILTERS, OUTCOMES, queryOf, type RunFilters } from './model.ts';
import { outcomePill } from './pieces.ts';
import { ReportTabs } from './report-tabs.ts';

const REFRESH_MS = 10_000;
const NOT_SERVED =
  'This backend serves no results folder, so there are no runs to show. Start it with "npx loadgate serve", or give the embedded host "--results <folder>".';

/** The runs of the results folder that the backend serves: filters, a page of them, and one opened at the side. */
export class RunsPage {
  readonly element: HTMLElement;
  readonly #api: Api;
  readonly #reports: ReportTabs;
  readonly #drawer: RunDrawer;
  readonly #notice = h('div', { class: 'notice', attributes: { role: 'status' } });
  readonly #bar = h('div', { class: 'filters' });
  readonly #list = h('div', { class: 'runs' }, 'Loading …');
  readonly #pager = h('div', { class: 'actions' });
  #filters: RunFilters = NO_FILTERS;
  /** Where the pages began that led to this one: none for the newest. */
  #cursors: readonly string[] = [];
  #drawn = '';
  #asked = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(api: Api) {
    this.#api = api;
    this.#reports = new ReportTabs(api);
    this.#drawer = new RunDrawer(api, this.#reports);
    this.element = h('section', {}, this.#notice, this.#bar, this.#list, this.#pager);
  }

  show(): void {
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  hide(): void {
    clearInterval(this.#timer);
  }

  /** The operator signs out. */
  leave(): void {
    this.#drawer.close();
    this.#reports.leave();
  }

  /** Asks for the page anew. What came is drawn only where it differs, so that nobody loses their place every ten seconds. */
  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const view = await this.#api.get<RunsView>(`/api/runs${queryOf(this.#filters, this.#cursors.at(-1))}`);
      // An answer to an earlier question came late.
      if (turn !== this.#asked) return;
      fill(this.#notice);
      const now = JSON.stringify(view);
      if (now === this.#drawn) return;
      this.#drawn = now;
      this.#draw(view);
    } catch (error) {
      if (turn === this.#asked) this.#sayWhy(error as Error);
    }
  }

  #sayWhy(error: Error): void {
    const isNotServed = error instanceof ApiError && error.status === 404;
    const why = isNotServed
      ? NOT_SERVED
      : `The runs could not be read: ${error.message}.${this.#drawn === '' ? '' : ' Those below were read before.'}`;
    // It is asked again and again, but said once.
    if (this.#notice.textContent === why) return;
    this.#notice.classList.toggle('bad', !isNotServed);
    fill(this.#notice, why);
    if (!isNotServed && this.#drawn !== '') return;
    this.#drawn = '';
    for (const part of [this.#bar, this.#list, this.#pager]) fill(part);
  }

  #draw(view: RunsView): void {
    const focused = document.activeElement?.getAttribute('data-run');
    this.#drawFilters(view.workloads);
    fill(this.#list, view.runs.length > 0 ? this.#table(view.runs) : this.#nothing(view));
    this.#drawPager(view);
    if (focused) this.#list.querySelector<HTMLElement>(`[data-run="${focused}"]`)?.focus();
  }

  #drawFilters(workloads: readonly string[]): void {
    const focused = document.activeElement?.getAttribute('data-filter');
    const choose = (label: string, name: keyof RunFilters, options: readonly (readonly [string, string])[]) => {
      const changed = (value: string) => this.#filter({ ...this.#filters, [name]: value });
      const element = select([['', label], ...options], this.#filters[name], changed);
      element.setAttribute('aria-label', label);
      element.dataset.filter = name;
      return element;
    };
    const outcomes = Object.entries(OUTCOMES).map(([key, { mark, word }]) => [key, `${mark} ${word}`] as const);
    fill(
      this.#bar,
      choose(
        'All workloads',
        'workload',
        workloads.map((name) => [name, name] as const),
      ),
      choose('All verdicts', 'outcome', outcomes),
    );
    if (focused) this.#bar.querySelector<HTMLElement>(`[data-filter="${focused}"]`)?.focus();
  }

  #filter(filters: RunFilters): void {
    this.#filters = filters;
    this.#turnTo([]);
  }

  #turnTo(cursors: readonly string[]): void {
    this.#cursors = cursors;
    void this.refresh();
  }

  #table(runs: readonly RunView[]): HTMLElement {
    const rows = runs.map((run) => [
      outcomePill(run.outcome),
      moment(run.startedAt),
      h('div', {}, this.#link(run), h('div', { class: 'hint mono run-id' }, run.runId)),
      loadOf(run),
      run.planned?.target ?? 'unknown',
      run.planned ? (run.planned.experiment ?? 'none') : 'unknown',
    ]);
    return dataTable(['Verdict', 'Started', 'Run', 'Load', 'Target', 'Experiment'], rows, '');
  }

  #link({ runId, headline }: RunView): HTMLElement {
    const open = () => void this.#drawer.open(runId);
    const attributes = { type: 'button', 'data-run': runId };
    return h('button', { class: 'link', attributes, on: { click: open } }, headline);
  }

  #nothing({ folder, workloads, lookedAt, nextCursor }: RunsView): HTMLElement {
    if (workloads.length === 0) {
      const how = h('code', {}, 'npx loadgate run smoke --profile smoke');
      return h('div', { class: 'nothing' }, 'No run in ', h('code', {}, folder), ' yet. ', how, ' makes one.');
    }
    const clear = button('Clear filters', () => this.#filter(NO_FILTERS));
    const where = nextCursor === null ? 'No run matches. ' : `None of the ${lookedAt} runs looked at matches. `;
    return h('div', { class: 'nothing' }, where, clear);
  }

  #drawPager({ runs, nextCursor }: RunsView): void {
    const older = nextCursor === null ? null : [...this.#cursors, nextCursor];
    const isAlone = older === null && this.#cursors.length === 0;
    const page = h('span', { class: 'hint', attributes: { role: 'status' } }, `Page ${this.#cursors.length + 1}`);
    fill(
      this.#pager,
      isAlone
        ? null
        : button('Newer', () => this.#turnTo(this.#cursors.slice(0, -1)), 'plain', {
            disabled: this.#cursors.length === 0,
          }),
      isAlone
        ? null
        : button(runs.length > 0 ? 'Older' : 'Look further back', () => older && this.#turnTo(older), 'plain', {
            disabled: older === null,
          }),
      isAlone ? null : page,
    );
  }
}
