import { expect, test } from 'vitest';
import { emptyProject, needsFirestore } from '../../store/firestore/testing.ts';
import { call, startProcess, tokenOf } from './testing.ts';

needsFirestore();

test('the host serves the operations over Firestore, and what it acknowledged outlives kill -9', async () => {
  const { project, emulator = '' } = emptyProject();
  const start = () =>
    startProcess(['--firestore', project, '--seed-users', '20', '--seed', '5'], { FIRESTORE_EMULATOR_HOST: emulator });
  const first = await start();
  const [alice, bob] = [tokenOf('u3'), tokenOf('u4')];
  const message = { messageId: 'm1', recipientId: 'u4', text: 'hello' };
  const sent = await call(first.url, 'sendChatMessage', message, alice);
  expect(sent).toMatchObject({ status: 200, body: { result: { messageId: 'm1', charged: 2 } } });
  await first.kill('SIGKILL');

  const second = await start();
  const repeated = await call(second.url, 'sendChatMessage', message, alice);
  expect(repeated.body).toEqual(sent.body);
  const { chatId, balance } = sent.body.result as { chatId: string; balance: number };
  const read = await call(second.url, 'getChatMessages', { chatId }, bob);
  expect(read.body.result).toMatchObject({ messages: [{ messageId: 'm1', text: 'hello' }] });
  expect((await call(second.url, 'getWallet', {}, alice)).body.result).toMatchObject({ balance });
  expect(await second.kill('SIGTERM')).toBe(0);
});
