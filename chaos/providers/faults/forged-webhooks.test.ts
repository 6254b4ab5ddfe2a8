import { expect, test } from 'vitest';
import { boardWith, sampleEvent, samplePayment } from '../testing/faults.ts';

test('claims that a payment succeeded as soon as it begins, and leaves true events alone', () => {
  const board = boardWith({ fault: 'forged-webhooks' });
  const payment = samplePayment(1);
  const [send] = board.madeUp(payment, (kind) => ({ ...sampleEvent(1), kind, payment: { ...payment } }));
  expect(send).toMatchObject({
    forged: true,
    event: { kind: 'succeeded', payment: { state: 'succeeded', paid: 1999 } },
  });
  expect(payment).toMatchObject({ state: 'open', paid: 0 });
  expect(board.sendsOf(sampleEvent())).toMatchObject([{ forged: false, delayMs: 0 }]);
});
