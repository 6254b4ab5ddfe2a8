import { createHmac } from 'node:crypto';
import { DEV_TOKEN_SECRET, signToken } from '../../lib/auth/index.ts';
import { rngFor } from '../../lib/random/index.ts';
import { uidOf, userAt } from '../../lib/users/index.ts';

/** Accounts that are seeded and act. */
export const ACCOUNTS = 10_000;

/** Share of each operation, about that of the mixed workload. */
const SHARES = [
  ['swipe', 0.5],
  ['getDiscoveryFeed', 0.07],
  ['getProfile', 0.08],
  ['sendChatMessage', 0.2],
  ['getChatMessages', 0.05],
  ['getWallet', 0.05],
  ['ingestEvents', 0.05],
] as const;

function operationAt(unit: number): (typeof SHARES)[number][0] {
  let upTo = 0;
  for (const [operation, share] of SHARES) {
    upTo += share;
    if (unit < upTo) return operation;
  }
  return SHARES[0][0];
}

/** Makes the requests of the mix, as bytes that can be sent: other keys each time, tokens that are signed once. */
export function requestMaker(seed: number): () => Buffer {
  const rng = rngFor(seed, 'mix');
  const tokens = new Map<number, string>();
  const now = Math.floor(Date.now() / 1000);
  const hmac = (message: string) => createHmac('sha256', DEV_TOKEN_SECRET).update(message).digest('base64url');
  const tokenOf = (n: number) => {
    const { uid, country, platform, tenant, vip, royal, creator } = userAt(n, 1);
    const token =
      tokens.get(n) ??
      signToken({ sub: uid, country, platform, tenant, vip, royal, creator, iat: now - 60, exp: now + 7200 }, hmac);
    tokens.set(n, token);
    return token;
  };
  let made = 0;
  const dataOf = (operation: (typeof SHARES)[number][0], n: number): object => {
    const key = `${seed}-${made}`;
    const other = uidOf((n + 1 + rng.below(ACCOUNTS - 1)) % ACCOUNTS);
    switch (operation) {
      case 'swipe':
        return { swipeId: key, targetId: other, action: rng.next() < 0.4 ? 'like' : 'pass' };
      case 'getDiscoveryFeed':
        return { limit: 10 };
      case 'getProfile':
        return { userId: uidOf(rng.below(500)) };
      case 'sendChatMessage':
        return { messageId: key, recipientId: other, text: 'Celebrer tot stabilis talio cogo alienus tandem.' };
      case 'getChatMessages':
        return { chatId: [uidOf(n), other].sort().join('_'), limit: 20 };
      case 'getWallet':
        return {};
      case 'ingestEvents': {
        const events = Array.from({ length: 10 }, (_, i) => ({
          ...{ eventId: `${key}.${i}`, type: 'screen_view', at: Date.now() - 1000 * i },
          props: { screen: i, ms: 10 * i },
        }));
        return { batchId: key, events };
      }
    }
  };
  return () => {
    made++;
    const n = rng.below(ACCOUNTS);
    const operation = operationAt(rng.next());
    const body = JSON.stringify({ data: dataOf(operation, n) });
    const head = [
      `POST /${operation} HTTP/1.1`,
      'Host: 127.0.0.1',
      'User-Agent: loadgate',
      `Authorization: Bearer ${tokenOf(n)}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
}
