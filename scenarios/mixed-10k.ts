/** Pack 353 §7, 10K users: `k6 run -e BASE_URL=http://127.0.0.1:8080 dist/scenarios/mixed-10k.js`. */
import { entryOf } from './entry.ts';
import { callJourney } from './journeys/call.ts';
import { checkIn } from './journeys/check-in.ts';
import { limitBreakers } from './journeys/limit-breakers.ts';
import { paidChat } from './journeys/paid-chat.ts';
import { swipe } from './journeys/swipe.ts';

export const { options, setup, crowd } = entryOf('mixed-10k', [
  swipe,
  paidChat,
  callJourney('voice'),
  callJourney('video'),
  checkIn,
  limitBreakers,
]);
