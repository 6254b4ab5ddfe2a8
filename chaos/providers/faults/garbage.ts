import { defineFault, noParams, nothingHeld } from './define.ts';

/** A proxy's error page, an answer that was cut off, and JSON that means something else. */
const BODIES = [
  '<html><body><h1>502 Bad Gateway</h1></body></html>',
  '{"object":"payment_intent","id":"pi_',
  '{"object":"list","data":[],"purchaseState":"yes","amount_received":"a lot"}',
];

/** Requests are answered with 200 and something that no client can use; nothing is done. */
export const garbage = defineFault({
  summary: 'Requests are answered with 200 and nonsense, and nothing is done',
  params: noParams,
  apply: (_params, { strikes, chance }) => ({
    request: ({ key, ordinal }) => {
      const request = `${key} ${ordinal}`;
      if (!strikes(request)) return null;
      return { type: 'garbage', body: BODIES[Math.floor(chance(`body ${request}`) * BODIES.length)] ?? '' };
    },
    revert: nothingHeld,
  }),
});
