import { uidOf } from '../../lib/users/index.ts';
import { defineJourney } from '../crowd/index.ts';
import { buying, PURSE } from './buying.ts';

/** Writes far faster than pack 353's 30 messages a minute: the backend must refuse it, temporarily, and nobody else may notice. */
export const limitBreakers = defineJourney({
  name: 'limit-breakers',
  state: { peer: 'i32', ...PURSE },
  first: 'wallet',
  steps: {
    ...buying('choose'),
    async choose(user) {
      user.peer = user.someone();
      return user.after(0, 'write');
    },
    async write(user) {
      const text = user.pick(user.world.data.messages);
      const sent = await user.call('sendChatMessage', { recipientId: uidOf(user.peer), text });
      if (!sent.ok) return user.again(sent, 'write', 'write');
      user.balance = sent.result.balance;
      return user.balance < 2 ? user.think('buy') : user.think('write');
    },
  },
});
