import { defineExperiment } from './types.ts';

export const flakyNetwork = defineExperiment({
  title: 'A network that stutters',
  question: 'What do a slow line, reset connections and a line that is cut do to the people on it, and to payments?',
  hypothesis: 'Requests are slow or tried again, nothing is done twice, and all is well once the line is.',
  faults: [
    {
      name: 'slow-line',
      fault: 'network-latency',
      params: { link: 'generator-backend', ms: 150, jitterMs: 100 },
      at: { hold: 0.1 },
      lasts: { hold: 0.15 },
      promises: { recoverMs: 5_000 },
    },
    {
      name: 'line-to-stripe-cut',
      fault: 'network-down',
      params: { link: 'backend-stripe' },
      at: { hold: 0.3 },
      lasts: { hold: 0.15 },
      promises: { recoverMs: 5_000 },
    },
    {
      name: 'webhooks-swallowed',
      fault: 'network-blackhole',
      params: { link: 'providers-backend' },
      at: { hold: 0.5 },
      lasts: { hold: 0.1 },
    },
    {
      name: 'resets',
      fault: 'network-reset',
      params: { link: 'generator-backend', fraction: 0.3 },
      at: { hold: 0.7 },
      lasts: { hold: 0.05 },
      promises: { recoverMs: 5_000 },
    },
  ],
  invariants: ['message-charged-iff-delivered', 'payment-credited-once'],
});
