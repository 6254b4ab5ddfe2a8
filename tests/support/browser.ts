/** A real browser, driven over the DevTools protocol. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CANDIDATES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium on PATH (or named by `CHROMIUM`); null where there is none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM;
  if (named) return named;
  return CANDIDATES.find((name) => spawnSync(name, ['--version']).status === 0) ?? null;
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
];

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly exceptionDetails?: unknown;
    readonly entry?: { readonly level: string; readonly text: string };
  };
  readonly result?: { readonly result?: { readonly value?: unknown }; readonly exceptionDetails?: unknown };
  readonly error?: { readonly message: string };
}

export class Browser implements AsyncDisposable {
  /** Errors that the page reported. */
  readonly errors: string[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly #port: string;
  readonly #end: () => Promise<void>;
  #lastId = 0;

  private constructor(socket: WebSocket, port: string, end: () => Promise<void>) {
    this.#socket = socket;
    this.#port = port;
    this.#end = end;
    socket.onmessage = ({ data }) => this.#heard(JSON.parse(String(data)) as Reply);
  }

  static async start(chromium: string): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'loadgate-browser-'));
    const child = spawn(chromium, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const end = async () => {
      const gone = child.exitCode === null ? once(child, 'exit') : null;
      child.kill('SIGTERM');
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    };
    for await (const line of createInterface({ input: child.stderr })) {
      const port = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
      if (port === undefined) continue;
      child.stderr.resume();
      return Browser.#at(port, '', end);
    }
    await end();
    throw new Error(`${chromium} ended before it listened`);
  }

  /** Joins the tab whose address holds `part`, once it is there. */
  static async #at(port: string, part: string, end: () => Promise<void>): Promise<Browser> {
    const socket = new WebSocket(await pageOf(port, part));
    await once(socket, 'open');
    const browser = new Browser(socket, port, end);
    for (const domain of ['Page', 'Runtime', 'Log']) await browser.send(`${domain}.enable`);
    return browser;
  }

  /** A tab that a page of this browser opened, by a part of its address; it ends with the browser. */
  tab(part: string): Promise<Browser> {
    return Browser.#at(this.#port, part, async () => {});
  }

  /** Presses and releases a key on the keyboard. */
  async key(key: 'Enter' | 'Escape'): Promise<void> {
    const pressed = key === 'Enter' ? { text: '\r', windowsVirtualKeyCode: 13 } : { windowsVirtualKeyCode: 27 };
    for (const type of ['keyDown', 'keyUp']) await this.send('Input.dispatchKeyEvent', { type, key, ...pressed });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#end();
  }

  async send(method: string, params: object = {}): Promise<Reply> {
    const id = ++this.#lastId;
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { error, ...rest } = await reply;
    if (error) throw new Error(`${method}: ${error.message}`);
    return rest;
  }

  async open(url: string): Promise<void> {
    await this.send('Page.navigate', { url: 'about:blank' });
    await this.send('Page.navigate', { url });
  }

  /** What a JavaScript expression gives in the page, as if somebody had pressed something: pages open tabs only then. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.send('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true, userGesture: true },
    });
    if (result?.exceptionDetails) throw new Error(JSON.stringify(result.exceptionDetails).slice(0, 500));
    return result?.result?.value;
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string, timeoutMs = 15_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await this.evaluate(`Boolean(${expression})`))) {
      if (Date.now() > deadline)
        throw new Error(`never came true: ${expression}\n${await this.evaluate('document.body.innerText')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #heard(reply: Reply): void {
    if (reply.id !== undefined) {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    } else if (reply.method === 'Runtime.exceptionThrown')
      this.errors.push(JSON.stringify(reply.params?.exceptionDetails));
    else if (reply.method === 'Log.entryAdded' && reply.params?.entry?.level === 'error')
      this.errors.push(reply.params.entry.text);
  }
}

async function pageOf(port: string, part: string): Promise<string> {
  for (;;) {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      type: string;
      url: string;
      webSocketDebuggerUrl: string;
    }[];
    const page = targets.find(({ type, url }) => type === 'page' && url.includes(part));
    if (page) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
