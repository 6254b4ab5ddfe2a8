import { OperationError } from '../../../lib/wire/index.ts';
import type { FlagConfig } from '../model.ts';
import type { FeatureFlagKey } from '../registry/index.ts';

/** Each way to be refused by change control has its own reason in the details, for people and programs. */
export const versionRequired = (current: number): OperationError =>
  new OperationError(
    'invalid-argument',
    `version: say which version you change (now ${current}), so that no other change is lost`,
    {
      reason: 'VERSION_REQUIRED',
      current,
    },
  );

export const staleVersion = (expected: number, { key, version, lastUpdatedBy }: FlagConfig): OperationError =>
  new OperationError(
    'aborted',
    `${key} is at version ${version}, changed by ${lastUpdatedBy}, not at ${expected}: look at it again, then repeat`,
    { reason: 'STALE_VERSION', expected, current: version },
  );

export const dependencyCycle = (cycle: readonly string[]): OperationError =>
  new OperationError('invalid-argument', `dependencies: they would form a cycle: ${cycle.join(' → ')}`, {
    reason: 'DEPENDENCY_CYCLE',
    cycle,
  });

export const nothingToRollBack = (key: FeatureFlagKey): OperationError =>
  new OperationError('failed-precondition', `${key} has no earlier state to roll back to`, {
    reason: 'NOTHING_TO_ROLL_BACK',
    flag: key,
  });
