/** The bundle of the contract tests: what is deployed, and the contract's own operations beside it. */
import { contractModule } from '../../testing/contract-module.ts';
import { functionsFrom } from '../deployment.ts';

export const functions = functionsFrom(process.env, [contractModule]);
