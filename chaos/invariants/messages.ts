import { finding, groupBy, type Invariant, idOf, inOrder, type Violation } from './evidence.ts';
import { postingsOf } from './ledger.ts';

export const messageChargedIffDelivered: Invariant = {
  id: 'message-charged-iff-delivered',
  title: 'A message is charged if and only if it was delivered, and once',
  source: 'pack 353 §3: chat is paid per message sent',
  about: ['sendChatMessage'],
  needsHistory: true,
  check: (evidence) => {
    const delivered = groupBy(evidence.documents('messages'), (doc) => `${doc.data.senderId}:${idOf(doc)}`);
    const charges = new Map(
      evidence
        .documents('ledger')
        .filter((entry) => idOf(entry).startsWith('chat:'))
        .map((entry) => [idOf(entry).slice('chat:'.length), entry]),
    );
    const sent = groupBy(
      evidence.history.filter((one) => one.operation === 'sendChatMessage' && one.key !== null),
      (one) => `${one.user}:${one.key}`,
    );
    const violations: Violation[] = [];
    const violated = (key: string, message: string) =>
      violations.push({ message, operations: inOrder(sent.get(key) ?? []) });

    for (const [key, copies] of delivered) {
      const [sender, id] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
      const price = (copies[0]?.data.receipt as { charged?: number } | undefined)?.charged ?? 0;
      const charge = charges.get(key);
      const paid = -(charge ? postingsOf(charge) : [])
        .filter(({ account }) => account === `user:${sender}`)
        .reduce((sum, { delta }) => sum + delta, 0);
      if (copies.length > 1) violated(key, `message ${id} of ${sender} was delivered ${copies.length} times`);
      else if (paid !== price)
        violated(key, `message ${id} of ${sender} was delivered and ${paid} of ${price} tokens were charged`);
    }
    for (const key of charges.keys())
      if (!delivered.has(key)) violated(key, `message ${key} was charged, but not delivered`);
    for (const [key, attempts] of sent) {
      const certain = attempts.every((one) => one.outcome === 'fail' && one.code !== 'already-exists');
      if (certain && delivered.has(key)) violated(key, `message ${key} was refused every time, but delivered`);
    }
    return finding(delivered.size + charges.size, violations, 'no message was sent');
  },
};
