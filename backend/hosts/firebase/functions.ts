import type { CallableFunction, HttpsFunction } from 'firebase-functions/https';
import type { Module } from '../../operations/index.ts';
import { registryOf } from '../../operations/registry.ts';
import { apiFunction } from './api.ts';
import { callableOf } from './callables.ts';
import { onFeatureFlagChanged } from './flag-changed.ts';
import type { Instance } from './instance.ts';
import { scheduledWork } from './scheduled-work.ts';
import type { FunctionsSettings } from './settings.ts';
import type { Verifier } from './verify.ts';

export interface CloudFunctions {
  /** By operation name. */
  readonly callables: Readonly<Record<string, CallableFunction<unknown, Promise<unknown>>>>;
  readonly api: HttpsFunction;
  readonly scheduledWork: ReturnType<typeof scheduledWork>;
  readonly onFeatureFlagChanged: ReturnType<typeof onFeatureFlagChanged>;
}

export interface FunctionsParts {
  readonly settings: FunctionsSettings;
  /** Declares the operations; nothing of it is started. */
  readonly modules: readonly Module[];
  readonly instance: () => Instance;
  readonly verifier: Verifier;
}

/** What is not an operation. */
const OWN_NAMES = ['api', 'scheduledWork', 'onFeatureFlagChanged'] as const;

/** Everything that is deployed. @throws Error where an operation has the name of one of the host's own functions */
export function cloudFunctions({ settings, modules, instance, verifier }: FunctionsParts): CloudFunctions {
  const { operations } = registryOf(modules);
  const taken = OWN_NAMES.find((name) => operations.has(name));
  if (taken) throw new Error(`operation "${taken}" has the name of one of the host's own functions: rename it`);
  return {
    callables: Object.fromEntries(
      [...operations.values()].map((operation) => [operation.name, callableOf(operation, settings, instance)]),
    ),
    api: apiFunction(settings, instance, verifier),
    scheduledWork: scheduledWork(settings, instance),
    onFeatureFlagChanged: onFeatureFlagChanged(settings, instance),
  };
}

/** What is deployed for these modules, by name. */
export const functionNames = (modules: readonly Module[]): string[] => [
  ...registryOf(modules).operations.keys(),
  ...OWN_NAMES,
];

/** Under the names that they are deployed with. */
export const named = ({ callables, ...own }: CloudFunctions) => ({ ...callables, ...own });
