import type { Check } from '../../lib/results/index.ts';
import type { Report } from '../model/index.ts';

/**
 * `junit.xml`: one test case for each check. What could not be judged is an `error`, not `skipped`: CI systems show a skipped test as
 * good, and a run that decides nothing is not.
 */
export function renderJunit({ plan, verdict, windows }: Report): string {
  const { checks } = verdict;
  const [failures, errors] = (['fail', 'inconclusive'] as const).map(
    (status) => checks.filter((check) => check.status === status).length,
  );
  const counts = { tests: checks.length, failures: failures ?? 0, errors: errors ?? 0, skipped: 0 };
  const name = `loadgate ${plan.workload} ${plan.profile}`;
  const timestamp = new Date(windows.startedAt).toISOString().slice(0, 19);
  const time = (plan.durationMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...counts, time })}>`,
    `  <testsuite${attributes({ name, ...counts, time, timestamp, hostname: plan.target.kind })}>`,
    `    <properties>`,
    ...Object.entries({ run: plan.runId, seed: plan.seed, scale: plan.scale, headline: verdict.headline }).map(
      ([property, value]) => `      <property${attributes({ name: property, value })}/>`,
    ),
    `    </properties>`,
    ...checks.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(check: Check): string {
  const title = check.phase ? `${check.title} (${check.phase})` : check.title;
  const open = `    <testcase${attributes({ classname: `loadgate.${check.kind}`, name: `${title} [${check.id}]`, time: '0' })}`;
  if (check.status === 'pass') return `${open}/>`;
  const element = check.status === 'fail' ? 'failure' : 'error';
  const message = check.reason ?? `${check.measured ?? 'nothing measured'}, target ${check.target ?? 'none'}`;
  const text = [
    ...(check.target ? [`target: ${check.target}`] : []),
    ...(check.measured ? [`measured: ${check.measured}`] : []),
    ...(check.reason ? [`reason: ${check.reason}`] : []),
    ...(check.advice ? [`advice: ${check.advice}`] : []),
  ].join('\n');
  return `${open}>\n      <${element}${attributes({ message, type: check.status })}>${escapeXml(text)}</${element}>\n    </testcase>`;
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');

/** Escapes for text and attributes; characters that XML 1.0 does not know become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '�')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
