import { writeFileSync } from 'node:fs';

/** @typedef {import('vitest/node').Reporter} Reporter */

/**
 * A vitest reporter that writes what `npm test` closes with: how many tests passed and failed, and which were skipped for what reason. A file that cannot be
 * loaded and an error outside of any test count as failed.
 * @implements {Reporter}
 */
export default class CountingReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(modules, errors) {
    let passed = 0;
    let failed = errors.length;
    /** @type {{ name: string, reason: string }[]} */
    const skipped = [];
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed++;
        else if (result.state === 'failed') failed++;
        else {
          const reason = (result.state === 'skipped' && result.note) || 'no reason given';
          skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason });
        }
      }
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
    }
    const file = process.env.LOADGATE_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
  }
}
