/**
 * What the backend is measured against: Fastify and `node:sqlite` alone. Each request is one transaction of 2 reads and 4 writes, without authentication,
 * validation, metering or a document model. `node bench/backend/bare-server.ts <file>` prints its address.
 */
import { DatabaseSync } from 'node:sqlite';
import Fastify from 'fastify';

const db = new DatabaseSync(process.argv[2] ?? ':memory:');
db.exec(`
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS docs (path TEXT PRIMARY KEY, data TEXT NOT NULL);
`);
const read = db.prepare('SELECT data FROM docs WHERE path = ?');
const write = db.prepare('INSERT OR REPLACE INTO docs (path, data) VALUES (?, ?)');
const begin = db.prepare('BEGIN IMMEDIATE');
const commit = db.prepare('COMMIT');
let served = 0;

const server = Fastify({ logger: false });
server.post<{ Params: { operation: string }; Body: { data: object } }>('/:operation', async ({ params, body }) => {
  const n = served++;
  const [from, to] = [`wallets/u${n % 10_000}`, `wallets/u${(n * 7919) % 10_000}`];
  const data = JSON.stringify(body.data);
  begin.run();
  const balances = [from, to].map((path) => Number(read.get(path)?.data ?? 1_000_000));
  write.run(from, String((balances[0] ?? 0) - 2));
  write.run(to, String((balances[1] ?? 0) + 2));
  write.run(`${params.operation}/${n}`, data);
  write.run(`ledger/${n}`, data);
  commit.run();
  return { result: { balance: balances[0] } };
});
const url = await server.listen({ port: 0, host: '127.0.0.1' });
console.log(JSON.stringify({ ready: true, url, pid: process.pid }));
process.on('SIGTERM', () => process.exit(0));
