import { uidOf } from '../../lib/users/index.ts';
import { defineJourney } from '../crowd/index.ts';
import { buying, feelsLikeBuying, PURSE } from './buying.ts';
import { chatIdOf } from './chat-id.ts';

/** Tokens for a message. */
const PRICE = 2;
const SHORTEST_CHAT = 3;
const LONGEST_CHAT = 12;
/** How often somebody looks at what was written, by number of messages. */
const READS = 0.25;

/** Writes some paid messages to somebody, reads on the way, then turns to somebody else; buys tokens when they run out, or on a whim. */
export const paidChat = defineJourney({
  name: 'paid-chat',
  state: { peer: 'i32', left: 'u8', ...PURSE },
  first: 'wallet',
  steps: {
    ...buying('choose'),
    async choose(user) {
      user.peer = user.someone();
      user.left = SHORTEST_CHAT + user.below(LONGEST_CHAT - SHORTEST_CHAT + 1);
      return user.after(0, user.balance < PRICE ? 'buy' : 'write');
    },
    async write(user) {
      const text = user.pick(user.world.data.messages);
      const reads = user.chance(READS);
      const buys = feelsLikeBuying(user, user.world.thinkMs[1]);
      const sent = await user.call('sendChatMessage', { recipientId: uidOf(user.peer), text });
      if (!sent.ok) return user.again(sent, 'write', 'wallet');
      user.balance = sent.result.balance;
      user.left--;
      if (user.balance < PRICE || buys) return user.think('buy');
      if (reads) return user.think('read');
      return user.think(user.left > 0 ? 'write' : 'choose');
    },
    async read(user) {
      await user.tell('getChatMessages', { chatId: chatIdOf(user.uid, uidOf(user.peer)), limit: 20 });
      return user.think(user.left > 0 ? 'write' : 'choose');
    },
  },
});
