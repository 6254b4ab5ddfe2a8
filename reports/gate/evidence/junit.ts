import { readFileSync } from 'node:fs';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { GateFileError } from '../files.ts';

export interface TestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });

type Node = { readonly [key: string]: unknown };

const listOf = (value: unknown): Node[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter(
    (one): one is Node => typeof one === 'object' && one !== null,
  );

/** Test cases of a JUnit file. Throws {@link GateFileError} where it is none. */
export function readJunit(path: string): readonly TestResult[] {
  let xml: string;
  try {
    xml = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new GateFileError(`${path}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}`);
  }
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new GateFileError(`${path}: not valid XML, line ${valid.err.line}: ${valid.err.msg}`);
  const root = parser.parse(xml) as Node;
  const suites = [...listOf(root.testsuites).flatMap((it) => listOf(it.testsuite)), ...listOf(root.testsuite)];
  if (root.testsuites === undefined && root.testsuite === undefined)
    throw new GateFileError(`${path}: not a JUnit file: it has neither testsuites nor testsuite`);
  return suites.flatMap(casesOf);
}

/**
 * A suite says `errors="1"` without a test case where it could not even be loaded: that is a failure, too.
 */
function casesOf(suite: Node): TestResult[] {
  const own = listOf(suite.testcase).map(
    (test): TestResult => ({
      name: [test['@classname'], test['@name']].filter((part) => part !== undefined).join(' '),
      outcome:
        test.failure !== undefined || test.error !== undefined
          ? 'failed'
          : test.skipped !== undefined
            ? 'skipped'
            : 'passed',
    }),
  );
  const nested = listOf(suite.testsuite).flatMap(casesOf);
  const told = Number(suite['@failures'] ?? 0) + Number(suite['@errors'] ?? 0);
  const seen = [...own, ...nested].filter((test) => test.outcome === 'failed').length;
  const untold: TestResult[] =
    told > seen ? [{ name: `${suite['@name'] ?? 'a suite'} (without a test case)`, outcome: 'failed' }] : [];
  return [...own, ...nested, ...untold];
}
