/** Everything that can go wrong with a payment provider: one file per fault, one line here. */
import { delayedWebhooks } from './delayed-webhooks.ts';
import { duplicatedWebhooks } from './duplicated-webhooks.ts';
import { errorCode } from './error-code.ts';
import { failFirst } from './fail-first.ts';
import { forgedWebhooks } from './forged-webhooks.ts';
import { garbage } from './garbage.ts';
import { hang } from './hang.ts';
import { latency } from './latency.ts';
import { lostAnswer } from './lost-answer.ts';
import { lostWebhooks } from './lost-webhooks.ts';
import { outage } from './outage.ts';
import { reorderedWebhooks } from './reordered-webhooks.ts';
import { wrongAmount } from './wrong-amount.ts';

export const PROVIDER_FAULTS = {
  outage,
  hang,
  latency,
  'error-code': errorCode,
  'fail-first': failFirst,
  garbage,
  'lost-answer': lostAnswer,
  'lost-webhooks': lostWebhooks,
  'duplicated-webhooks': duplicatedWebhooks,
  'delayed-webhooks': delayedWebhooks,
  'reordered-webhooks': reorderedWebhooks,
  'forged-webhooks': forgedWebhooks,
  'wrong-amount': wrongAmount,
} as const;

export type ProviderFaultName = keyof typeof PROVIDER_FAULTS;
