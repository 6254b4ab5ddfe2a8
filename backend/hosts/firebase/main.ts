/**
 * What the bundle is made of: all functions of the environment's settings. The backend starts at the first call. Configuration: the variables of
 * `settings.ts`, `LOADGATE_ENVIRONMENT`, `LOADGATE_CONFIG` (JSON, `{"payments": …}`), and the secrets that `LOADGATE_SECRETS` names.
 */
import { functionsFrom } from './deployment.ts';

export const functions = functionsFrom(process.env);
