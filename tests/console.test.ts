/** The operators' page in a real browser against the real backend. Skipped only where no Chromium is installed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFlags, tokenFor } from '../backend/flags/testing/served.ts';
import { Browser, findChromium } from './support/browser.ts';

const chromium = findChromium();
const withBrowser = test.skipIf(chromium === null);
const admin = tokenFor('op@example.com', { admin: true });
let served: Awaited<ReturnType<typeof serveFlags>>;
let browser: Browser;
beforeAll(async () => {
  served = await serveFlags();
  if (chromium) browser = await Browser.start(chromium);
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await served.host.stop();
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
    expect(await browser.evaluate(`document.documentElement.scrollWidth <= innerWidth`), `at ${width} px`).toBe(true);
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
