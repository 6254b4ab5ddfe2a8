import { spawn } from 'node:child_process';

/**
 * Runs a command in this process's place: same terminal, its exit code, and its life bound to ours. Signals are passed on, and the
 * IPC channel lets the child notice when this process is killed outright.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} the exit code
 */
export function runAsChild(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  const watch = watchParent(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/**
 * npm waits for the scripts that it starts, so a script whose parent changes has lost its npm.
 * @param {() => void} onLost
 */
function watchParent(onLost) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  return setInterval(() => {
    if (process.ppid !== parent) onLost();
  }, 500);
}
