/** The operators' page. Speaks to the backend that served it, over its public API; keeps nothing but a token, for this tab. */
import { Api } from './api.ts';
import { button, fill, h } from './dom.ts';
import { FlagsPage } from './flags/page.ts';
import { follow } from './live.ts';
import { healthPanel } from './panels/health.ts';
import { paymentsPanel } from './panels/payments.ts';
import { rolloutsPanel } from './panels/rollouts.ts';
import { usagePanel } from './panels/usage.ts';
import { RunsPage } from './runs/page.ts';
import { dropToken, holderOf, keepToken, takeToken } from './session.ts';
import { signInForm } from './sign-in.ts';

const app = document.getElementById('app') ?? document.body;

interface Page {
  readonly name: string;
  readonly element: HTMLElement;
  show(): void;
  hide(): void;
}

function signIn(problem?: string): void {
  fill(
    app,
    signInForm(async (token) => {
      // The form says what is wrong; the list of flags is the first thing that is read anyway.
      await new Api(token, () => {}).get('/api/flags');
      keepToken(token);
      run(token);
    }, problem),
  );
}

function run(token: string): void {
  let leave = () => {};
  const signOut = (problem?: string) => {
    leave();
    dropToken();
    signIn(problem);
  };
  const api = new Api(token, () => signOut('The token is no longer good: sign in again.'));
  const flags = new FlagsPage(api);
  const runs = new RunsPage(api);
  const panel = (name: string, made: ReturnType<typeof healthPanel>): Page => ({
    name,
    element: made.element,
    show: () => made.show(),
    hide: () => made.hide(),
  });
  const pages: readonly Page[] = [
    { name: 'Flags', element: flags.element, show: () => void flags.refresh(), hide: () => {} },
    panel('Roll-outs', rolloutsPanel(api)),
    panel('Health', healthPanel(api)),
    panel('Payments', paymentsPanel(api)),
    { name: 'Runs', element: runs.element, show: () => runs.show(), hide: () => runs.hide() },
    panel('Usage', usagePanel(api)),
  ];
  const live = h('span', { class: 'live', attributes: { role: 'status' } });
  const main = h('main');
  const tabs = h('nav', { attributes: { 'aria-label': 'Pages' } });
  let current: Page | undefined;
  function go(page: Page): void {
    current?.hide();
    current = page;
    fill(main, page.element);
    page.show();
    const hadFocus = tabs.contains(document.activeElement);
    fill(
      tabs,
      ...pages.map((one) =>
        h(
          'button',
          {
            class: 'tab',
            attributes: { type: 'button', 'aria-current': one === page ? 'page' : undefined },
            on: { click: () => go(one) },
          },
          one.name,
        ),
      ),
    );
    const tab = tabs.querySelector<HTMLElement>('[aria-current]');
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (hadFocus) tab?.focus();
  }
  const stop = follow(
    api,
    () => void flags.refresh(),
    (state) => {
      live.dataset.state = state;
      fill(live, state);
      live.title = state === 'live' ? 'Changes arrive at once' : 'No stream: asking every ten seconds';
    },
  );
  leave = () => {
    stop();
    current?.hide();
    runs.leave();
  };
  fill(
    app,
    h(
      'header',
      { class: 'top' },
      h('strong', { class: 'brand' }, 'loadgate'),
      tabs,
      h(
        'div',
        { class: 'who' },
        live,
        h('span', { class: 'hint' }, holderOf(token) ?? ''),
        button('Sign out', () => signOut()),
      ),
    ),
    main,
  );
  const [first] = pages;
  if (first) go(first);
}

const token = takeToken();
if (token) run(token);
else signIn();
