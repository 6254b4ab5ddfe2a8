import { createHmac } from 'node:crypto';
import { DEV_TOKEN_SECRET, signToken } from '../../../lib/auth/index.ts';
import type { Clock } from '../../ports/index.ts';
import { ENVIRONMENTS, type Environment } from '../model.ts';
import type { FlagsConfig } from '../module.ts';
import { type FeatureFlagKey, isFeatureFlagKey } from '../registry/index.ts';
import { followFlags } from './follow.ts';

type Env = Readonly<Record<string, string | undefined>>;

const TOKEN_SECONDS = 300;

/**
 * `LOADGATE_ENVIRONMENT` (`dev`, `staging`, `prod`; default `dev`) and `LOADGATE_FLAG_PEERS`: base URLs, separated by commas, of other
 * backend processes over the same store and with the same `LOADGATE_TOKEN_SECRET`. `LOADGATE_DISABLED_FLAGS`: flags, separated by commas, that are killed in
 * this process whatever the store says.
 * @throws Error naming the variable
 */
export function flagsFromEnv(env: Env, clock: Clock): FlagsConfig {
  const environment = env.LOADGATE_ENVIRONMENT || 'dev';
  if (!ENVIRONMENTS.includes(environment as Environment))
    throw new Error(`LOADGATE_ENVIRONMENT is "${environment}": use one of ${ENVIRONMENTS.join(', ')}`);
  const peers = (env.LOADGATE_FLAG_PEERS ?? '').split(',').flatMap((url) => url.trim() || []);
  for (const url of peers)
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new Error(`LOADGATE_FLAG_PEERS: "${url}" is no address`);
  const disabled = (env.LOADGATE_DISABLED_FLAGS ?? '').split(',').flatMap((key) => key.trim() || []);
  const config = {
    environment: environment as Environment,
    ...(disabled.length > 0 && { disabled: disabled.map(disabledKey) }),
  };
  if (peers.length === 0) return config;
  const token = () => {
    const iat = Math.floor(clock.now() / 1_000);
    const secret = env.LOADGATE_TOKEN_SECRET || DEV_TOKEN_SECRET;
    const hmac = (message: string) => createHmac('sha256', secret).update(message).digest('base64url');
    return signToken({ sub: 'backend-peer', iat, exp: iat + TOKEN_SECONDS }, hmac);
  };
  return {
    ...config,
    follow: (changed, log) => {
      const stops = peers.map((url) => followFlags({ url: url.replace(/\/$/, ''), token }, changed, log));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function disabledKey(key: string): FeatureFlagKey {
  if (isFeatureFlagKey(key)) return key;
  throw new Error(`LOADGATE_DISABLED_FLAGS: there is no flag "${key}"`);
}
