/** Where load may go: the strict configuration file, and the refusal of production before the first request. Node only (zod). */
export { CONFIG_FILE, ConfigError, EMPTY_CONFIG, type LoadgateConfig, parseConfig } from './config.ts';
export { type RampBreach, rampBreach } from './ramp.ts';
export { isLoopback, resolveTarget, type Target, TargetRefused } from './resolve.ts';
