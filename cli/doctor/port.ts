import { createServer } from 'node:net';
import type { Finding } from './finding.ts';

/** Whether a server can listen on loopback, as the embedded backend does. */
export function checkPort(): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) =>
      resolve({
        name: 'Loopback',
        status: 'missing',
        found: `cannot listen on 127.0.0.1: ${error.message}`,
        fix: 'allow this user to open local ports',
      }),
    );
    server.listen(0, '127.0.0.1', () => {
      server.close(() => resolve({ name: 'Loopback', status: 'ok', found: 'can listen on 127.0.0.1' }));
    });
  });
}
