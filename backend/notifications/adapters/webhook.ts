import { createHmac } from 'node:crypto';
import type { NotifierChannel } from '../../ports/index.ts';
import { postJson } from './post-json.ts';

/**
 * Any other service: the notification as JSON, with its key as `Idempotency-Key`, and with a secret also signed:
 * `X-Loadgate-Signature: sha256=<hex HMAC of the body>`.
 */
export function webhookChannel(url: string, secret?: string): NotifierChannel {
  return {
    name: 'webhook',
    send: ({ key, severity, title, body, source }) => {
      const payload = JSON.stringify({ key, severity, title, body, source });
      const signature = secret && `sha256=${createHmac('sha256', secret).update(payload).digest('hex')}`;
      return postJson('the webhook', url, payload, {
        'idempotency-key': key,
        ...(signature && { 'x-loadgate-signature': signature }),
      });
    },
  };
}
