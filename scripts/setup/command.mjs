import { spawn } from 'node:child_process';
import { SetupError } from './error.mjs';

/**
 * Runs a command to its end and gives its stdout; what it writes is shown only where it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, advice: string, onLine?: (line: string) => void }} options
 *   `onLine` sees each line of stdout and stderr as it comes.
 * @returns {Promise<string>}
 */
export function runCommand(command, args, { cwd, env, advice, onLine }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let all = '';
    const stopChild = () => child.kill('SIGTERM');
    process.once('exit', stopChild);
    /** @param {boolean} isStdout */
    const reader = (isStdout) => {
      let partial = '';
      return (/** @type {Buffer} */ chunk) => {
        const text = chunk.toString('utf8');
        if (isStdout) stdout += text;
        all += text;
        partial += text;
        const lines = partial.split('\n');
        partial = lines.pop() ?? '';
        for (const line of lines) onLine?.(line);
      };
    };
    child.stdout.on('data', reader(true));
    child.stderr.on('data', reader(false));
    child.once('error', (error) => {
      process.removeListener('exit', stopChild);
      reject(new SetupError(`cannot run ${command}: ${error.message}`, advice));
    });
    child.once('close', (code, signal) => {
      process.removeListener('exit', stopChild);
      if (code === 0) resolve(stdout);
      else {
        const said = firstAndLast(all.trim().split('\n')).join('\n');
        reject(
          new SetupError(`${[command, ...args].join(' ')} ended with ${signal ?? `code ${code}`}:\n${said}`, advice),
        );
      }
    });
  });
}

/**
 * Tools name the cause in their first lines or in their last.
 * @param {string[]} lines
 */
const firstAndLast = (lines) => (lines.length <= 24 ? lines : [...lines.slice(0, 12), '…', ...lines.slice(-12)]);
