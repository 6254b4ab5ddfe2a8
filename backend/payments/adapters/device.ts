import { z } from 'zod';
import { requestJson } from './http-json.ts';

/**
 * Buys at a simulated store what a customer's phone would buy. In production there is no such address: the app itself buys, with the
 * purchase's id as account token, and the store's notification tells of it.
 */
export async function buyOnDevice(
  url: string,
  purchase: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<string> {
  const { providerTxId } = await requestJson('the store', url, z.object({ providerTxId: z.string() }), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(purchase),
    timeoutMs,
  });
  return providerTxId;
}
