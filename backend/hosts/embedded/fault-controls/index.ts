/** Faults inside the embedded host, for experiments: store errors, store latency, clock jumps. Off unless the environment asks for them. */
import { isLoopback } from '../../../../lib/targets/index.ts';
import { systemClock } from '../system-ports.ts';
import { ChaosControls } from './controls.ts';

export { ChaosControls } from './controls.ts';
export { chaosRoutes } from './routes.ts';

/** The switch; a run sets it for the backend that it starts for itself. */
export const CHAOS_SWITCH = 'LOADGATE_CHAOS_CONTROLS';

/**
 * The controls, where `LOADGATE_CHAOS_CONTROLS=1`; null without it.
 * @throws Error for another value, and where other machines could reach them
 */
export function chaosControls(env: NodeJS.ProcessEnv, bind: string): ChaosControls | null {
  const wanted = env[CHAOS_SWITCH] ?? '0';
  if (wanted !== '0' && wanted !== '1') throw new Error(`${CHAOS_SWITCH}: "${wanted}" is neither 1 nor 0`);
  if (wanted === '0') return null;
  if (!isLoopback(bind)) throw new Error(`${CHAOS_SWITCH}: not with --bind ${bind}: faults are for this machine only`);
  return new ChaosControls(systemClock);
}
