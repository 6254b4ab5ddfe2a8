import { defineExperiment } from './types.ts';

export const backendFreeze = defineExperiment({
  title: 'The backend stands still',
  question: 'What do users see when the backend stands still for some seconds, and does it get up by itself?',
  hypothesis: 'Requests wait or time out, their retries are served once, and latency is back to normal within 15 s.',
  faults: [
    {
      name: 'frozen',
      fault: 'backend-pause',
      at: { hold: 0.4 },
      lasts: { hold: 0.08, atMostMs: 8_000 },
      promises: { recoverMs: 10_000 },
    },
  ],
  invariants: ['acknowledged-writes-survive', 'message-charged-iff-delivered'],
});
