import type { Context } from '../../operations/index.ts';
import type { FlagContext } from '../model.ts';

/** For whom a call asks: what its verified token says. No read of the store. */
export const flagContextOf = ({ caller, clock }: Pick<Context, 'caller' | 'clock'>): FlagContext => ({
  now: clock.now(),
  userId: caller?.uid,
  country: caller?.country,
  platform: caller?.platform,
  tenant: caller?.tenant,
  vip: caller?.vip,
  royal: caller?.royal,
  creator: caller?.creator,
  verified: caller?.verified,
});
