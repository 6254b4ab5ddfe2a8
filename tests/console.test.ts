/** The operators' page in a real browser against the real backend. Skipped only where no Chromium is installed. */
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFlags, tokenFor } from '../backend/flags/testing/served.ts';
import { checkOf, judgedRun, startedRun } from '../backend/hosts/embedded/runs/testing.ts';
import { Browser, findChromium } from './support/browser.ts';

const chromium = findChromium();
const withBrowser = test.skipIf(chromium === null);
const admin = tokenFor('op@example.com', { admin: true });
let served: Awaited<ReturnType<typeof serveFlags>>;
let browser: Browser;
const results = mkdtempSync(join(tmpdir(), 'loadgate-results-'));
beforeAll(async () => {
  served = await serveFlags(0, results);
  if (chromium) browser = await Browser.start(chromium);
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await served.host.stop();
  rmSync(results, { recursive: true });
});

const change = (path: string, body: object) => served.request('POST', `/api/flags/${path}`, admin, body);
const row = (key: string) =>
  `[...document.querySelectorAll('.row')].find((row) => row.querySelector('.link')?.textContent === '${key}')`;
const press = (text: string, within = 'document') =>
  browser.evaluate(`[...${within}.querySelectorAll('button')].find((one) => one.textContent === '${text}').click()`);
const QUESTION = `document.querySelector('dialog.question')`;
const type = (selector: string, text: string) =>
  browser.evaluate(
    `(() => { const field = ${selector}; field.value = ${JSON.stringify(text)}; field.dispatchEvent(new Event('input')); })()`,
  );

withBrowser('an operator signs in, finds a critical flag, and switches it off in two steps', async () => {
  await browser.open(`${served.host.url}/console`);
  await browser.until(`document.querySelector('.sign-in')`);
  await type(`document.querySelector('.sign-in textarea')`, 'nonsense');
  await press('Sign in');
  await browser.until(`document.querySelector('.problem')?.textContent.includes('JWT')`);
  await type(`document.querySelector('.sign-in textarea')`, admin);
  await press('Sign in');
  await browser.until(row('wallet'));
  await type(`document.querySelector('[type=search]')`, 'wallet');
  await browser.until(`document.querySelectorAll('.row:not(.head)').length < 5`);

  await browser.evaluate(`${row('wallet')}.querySelector('.switch').click()`);
  await press('Continue', QUESTION);
  await browser.until(`${QUESTION}.querySelector('.problem').textContent.includes('Say why')`);
  await type(`${QUESTION}.querySelector('textarea')`, 'drill <img src=x onerror=alert(1)>');
  await press('Continue', QUESTION);
  await browser.until(`${QUESTION}.textContent.includes('Step 2 of 2')`);
  await type(`${QUESTION}.querySelector('input')`, 'Wallet');
  expect(await browser.evaluate(`[...${QUESTION}.querySelectorAll('button')].at(-1).disabled`)).toBe(true);
  await type(`${QUESTION}.querySelector('input')`, 'wallet');
  await press('Apply', QUESTION);
  await browser.until(`${row('wallet')}.querySelector('.pill').textContent === 'off'`);
  expect((await served.request('GET', '/api/flags/wallet', admin)).body).toMatchObject({
    flag: { state: 'off', lastUpdatedBy: 'op@example.com' },
  });
});

withBrowser('history shows who, when, why and from where, and what was written is text', async () => {
  await browser.evaluate(`${row('wallet')}.querySelector('.link').click()`);
  await press('History');
  await browser.until(`document.querySelector('.entry')`);
  const text = String(await browser.evaluate(`document.querySelector('.entry').innerText`));
  expect(text).toContain('drill <img src=x onerror=alert(1)>');
  expect(text).toMatch(/op@example\.com from 127\.0\.0\.1/);
  expect(await browser.evaluate(`document.querySelectorAll('img').length`)).toBe(0);
  await press('Close');
});

withBrowser('a kill elsewhere shows at once, and an open editor says that the flag is newer', async () => {
  await type(`document.querySelector('[type=search]')`, 'search');
  await browser.evaluate(`${row('search')}.querySelector('.link').click()`);
  await change('search/kill', { kill_reason: 'elsewhere' });
  await browser.until(`${row('search')}.querySelector('.pill').textContent === 'kill'`);
  await browser.until(`document.querySelector('#newer').textContent.includes('Changed meanwhile')`);
  await press('Show it');
  await browser.until(`document.querySelector('dialog.drawer .pill').textContent === 'kill'`);
  await press('Close');
});

/** Tells what a report's script can reach. */
const NOSY_REPORT = `<!doctype html><title>Nosy</title><style>#told { color: rgb(1, 2, 3) }</style><p id="told"></p><script>
  const tries = {
    opener: () => opener,
    origin: () => origin,
    token: () => sessionStorage.getItem('loadgate.token'),
    api: () => fetch('/api/runs').then(() => 'answered'),
  };
  (async () => {
    const told = {};
    for (const [name, attempt] of Object.entries(tries)) {
      told[name] = await Promise.resolve().then(attempt).catch((error) => error.name);
    }
    document.getElementById('told').textContent = JSON.stringify(told);
  })();
</script>`;
const listed = `[...document.querySelectorAll('.runs tbody tr')].map((row) => row.querySelector('.pill').innerText + ' ' + row.querySelector('.link').innerText)`;
const choose = (name: string, value: string) =>
  browser.evaluate(
    `(() => { const field = document.querySelector('[data-filter=${name}]'); field.value = '${value}'; field.dispatchEvent(new Event('change')); })()`,
  );

withBrowser('runs: empty at first, then newest first with mark and word, filtered and paged', async () => {
  await press('Runs');
  await browser.until(`document.querySelector('.runs .nothing')?.innerText.includes('${results}')`);
  for (let n = 0; n < 20; n++) judgedRun(results, n, [checkOf({ status: 'inconclusive' })], { workload: 'read-100k' });
  judgedRun(results, 20, [checkOf()], { headline: 'Go: it held.' });
  const checks = [checkOf(), checkOf({ id: 'b', title: 'p95 of <b>swipe</b>', status: 'fail', measured: '3 s' })];
  const unknown = checkOf({
    id: 'c',
    title: 'Dropped',
    status: 'inconclusive',
    reason: 'k6 dropped 7',
    advice: 'Scale down.',
  });
  const hostile = 'No-go: <img src=x onerror=alert(1)>';
  judgedRun(results, 21, [...checks, unknown], { workload: 'smoke', headline: hostile, report: NOSY_REPORT });
  startedRun(results, 22);
  truncateSync(join(judgedRun(results, 23).path, 'verdict.json'), 40);
  await press('Flags');
  await press('Runs');
  await browser.until(`${listed}.length === 20`);
  expect(((await browser.evaluate(listed)) as string[]).slice(0, 5)).toEqual([
    '! broken verdict.json is not whole JSON: it was cut off, or is damaged.',
    '… unfinished No verdict.json: it was stopped before it was judged, or is being judged now.',
    `✗ no-go ${hostile}`,
    '✓ go Go: it held.',
    '? inconclusive Run 19 was judged.',
  ]);
  await press('Older');
  await browser.until(`${listed}.length === 4`);
  await press('Newer');
  await browser.until(`${listed}.length === 20`);
  await choose('workload', 'mixed-10k');
  await browser.until(`${listed}.length === 3`);
  await choose('outcome', 'inconclusive');
  await browser.until(`document.querySelector('.runs .nothing')?.innerText.includes('No run matches')`);
  await press('Clear filters');
  await browser.until(`${listed}.length === 20`);
});

withBrowser(
  'a run opens and closes by the keyboard, with what failed and what nobody knows before what held',
  async () => {
    await choose('outcome', 'fail');
    await browser.until(`${listed}.length === 1`);
    await browser.evaluate(`document.querySelector('.runs .link').focus()`);
    await browser.key('Enter');
    await browser.until(`document.querySelector('.drawer .judged')`);
    const groups = await browser.evaluate(
      `[...document.querySelectorAll('.drawer .judged')].map((group) => group.open + ' ' + group.innerText.replaceAll(/\\s+/g, ' ').trim())`,
    );
    expect(groups).toEqual([
      'true ✗ 1 failed ✗ p95 of <b>swipe</b> 3 s, target < 2 s',
      'true ? 1 could not be judged ? Dropped 28 ms, target < 2 s k6 dropped 7 What to do: Scale down.',
      'false ✓ 1 held',
    ]);
    expect(await browser.evaluate(`document.querySelectorAll('img, .drawer b').length`)).toBe(0);
    await browser.key('Escape');
    await browser.until(`!document.querySelector('dialog') && document.activeElement.matches('.runs .link')`);
  },
);

withBrowser('a report opens in a tab of its own, drawn, and without reach: no console, no token, no API', async () => {
  await browser.evaluate(`document.querySelector('.runs .link').click()`);
  await browser.until(`document.querySelector('.drawer .primary')`);
  await press('Open report');
  const tab = await browser.tab('/console/report');
  await tab.until(`document.getElementById('told')?.textContent`);
  expect(JSON.parse(String(await tab.evaluate(`document.getElementById('told').textContent`)))).toEqual({
    ...{ opener: null, origin: 'null', token: 'SecurityError', api: 'TypeError' },
  });
  expect(await tab.evaluate(`getComputedStyle(document.getElementById('told')).color`)).toBe('rgb(1, 2, 3)');
  await tab.send('Page.close');
  await browser.send('Page.bringToFront');
  await press('Close');
});

withBrowser('without a results folder the page says so, and how to have one', async () => {
  expect(browser.errors.filter((error) => !error.includes('401'))).toEqual([]);
  const bare = await serveFlags();
  try {
    await browser.open(`${bare.host.url}/console#token=${admin}`);
    await browser.until(row('wallet'));
    await press('Runs');
    await browser.until(`document.querySelector('.notice')?.textContent.includes('npx loadgate serve')`);
  } finally {
    await bare.host.stop();
  }
  await browser.until(`document.querySelector('.live').dataset.state === 'polling'`);
  await press('Flags');
  await press('Runs');
  await browser.until(`document.querySelector('.notice')?.textContent.includes('the backend does not answer')`);
  await browser.open(`${served.host.url}/console#token=${admin}`);
  await browser.until(row('wallet'));
  // That a host had nothing to show, and was gone, is reported by the browser itself.
  browser.errors.length = 0;
});

withBrowser('a smaller roll-out becomes a canary, and a phone shows all of it without sideways scrolling', async () => {
  await type(`document.querySelector('[type=search]')`, 'swipe');
  await browser.evaluate(`${row('swipe')}.querySelector('.link').click()`);
  await type(`document.querySelector('[type=range]')`, '25');
  await press('Review and apply');
  await type(`${QUESTION}.querySelector('textarea')`, 'trying');
  await press('Apply', QUESTION);
  await browser.until(`${row('swipe')}.innerText.includes('25 %')`);
  await press('Close');
  for (const width of [360, 390, 768, 1280]) {
    await browser.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: width < 700,
    });
    for (const page of ['Flags', 'Runs']) {
      await press(page);
      if (page === 'Runs') await browser.until(`${listed}.length === 20`);
      const fits = await browser.evaluate(`document.documentElement.scrollWidth <= innerWidth`);
      expect(fits, `${page} at ${width} px`).toBe(true);
    }
  }
  // The refused sign-in is reported by the browser itself; nothing else may go wrong.
  expect(browser.errors.filter((error) => !error.includes('401'))).toEqual([]);
});

test('the page is one file of its own: no other address, and a policy that allows its own script only', async () => {
  const response = await fetch(`${served.host.url}/console`);
  const html = await response.text();
  expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
  expect(response.headers.get('content-security-policy')).toMatch(
    /default-src 'none'; script-src 'sha256-[^;]+; style-src 'sha256-/,
  );
});
