/** Who an operator is to a target (a Firebase user, or whoever knows the shared secret), and its calls. */
export { operatorFromEnv } from './from-env.ts';
export { GivenToken } from './given-token.ts';
export type { Identity } from './identity.ts';
export { Operator } from './operator.ts';
export { hmacWith, SharedSecret } from './shared-secret.ts';
export * as VARIABLES from './variables.ts';
