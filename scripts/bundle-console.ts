/**
 * Makes the operators' page one self-contained HTML text: for the embedded host, which imports this, and for static hosting:
 * `node scripts/bundle-console.ts` writes dist/console/index.html.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const CONSOLE = join(ROOT, 'console');

export interface ConsolePage {
  readonly html: string;
  /** Value of `content-security-policy`: only this page's own script and style, and only this origin's API. */
  readonly policy: string;
}

export async function bundleConsole(): Promise<ConsolePage> {
  // Loaded only when the page is asked for: a backend that nobody looks at starts without it.
  const { build } = await import('esbuild');
  const [template, bundle] = await Promise.all([
    readFile(join(CONSOLE, 'index.html'), 'utf8'),
    build({
      entryPoints: [join(CONSOLE, 'main.ts'), join(CONSOLE, 'style.css')],
      outdir: 'out',
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      charset: 'utf8',
      logLevel: 'error',
    }),
  ]);
  const textOf = (suffix: string) => bundle.outputFiles.find(({ path }) => path.endsWith(suffix))?.text.trim() ?? '';
  // A closing tag within a string would end the element.
  const script = textOf('.js').replaceAll('</', '<\\/');
  const style = textOf('.css').replaceAll('</', '<\\/');
  const html = template
    .replace(/\s*\/\* style\.css \*\/\s*/, () => style)
    .replace(/\s*\/\* main\.ts \*\/\s*/, () => script);
  return { html, policy: policyOf(script, style) };
}

function policyOf(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

if (import.meta.main) {
  const { html, policy } = await bundleConsole();
  const folder = join(ROOT, 'dist', 'console');
  await mkdir(folder, { recursive: true });
  // Static hosts may not send the policy as a header; frame-ancestors counts in a header only.
  const meta = policy.replace(/; frame-ancestors .*$/, '');
  const policed = html.replace('<head>', `<head>\n    <meta http-equiv="content-security-policy" content="${meta}" />`);
  await writeFile(join(folder, 'index.html'), policed);
}
