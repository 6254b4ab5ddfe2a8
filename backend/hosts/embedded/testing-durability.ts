import { expect } from 'vitest';
import { call, type HostProcess, tokenOf } from './testing.ts';

/**
 * What a host acknowledged outlives `kill -9`, and a repeated request gets its first answer, whatever it keeps its documents in. `start` starts a seeded host over the
 * same documents each time; the last one is returned, still running.
 */
export async function outlivesKill(start: () => Promise<HostProcess>): Promise<HostProcess> {
  const first = await start();
  const [alice, bob] = [tokenOf('u3'), tokenOf('u4')];
  const message = { messageId: 'm1', recipientId: 'u4', text: 'hello' };
  const sent = await call(first.url, 'sendChatMessage', message, alice);
  expect(sent).toMatchObject({ status: 200, body: { result: { messageId: 'm1', charged: 2 } } });
  expect(await first.kill('SIGKILL')).toBeNull();

  const second = await start();
  const repeated = await call(second.url, 'sendChatMessage', message, alice);
  expect(repeated.body).toEqual(sent.body);
  const { chatId, balance } = sent.body.result as { chatId: string; balance: number };
  const read = await call(second.url, 'getChatMessages', { chatId }, bob);
  expect(read.body.result).toMatchObject({ messages: [{ messageId: 'm1', text: 'hello' }] });
  expect((await call(second.url, 'getWallet', {}, alice)).body.result).toMatchObject({ balance });
  return second;
}
