import { type CallableFunction, HttpsError, onCall } from 'firebase-functions/https';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Operation } from '../../operations/index.ts';
import { callerOfToken, originOf } from './caller.ts';
import type { Instance } from './instance.ts';
import { resourcesOf } from './resources.ts';
import type { FunctionsSettings } from './settings.ts';

type Callable = CallableFunction<unknown, Promise<unknown>>;

/** One operation as a callable function. */
export function callableOf(operation: Operation, settings: FunctionsSettings, instance: () => Instance): Callable {
  const { name, access } = operation;
  const heard = new WeakSet<object>();
  const callable: Callable = onCall<unknown, Promise<unknown>>(
    {
      ...resourcesOf(operation, settings.resources),
      region: settings.region,
      secrets: [...settings.secrets],
      enforceAppCheck: settings.appCheck && (access === 'user' || access === 'public'),
      // Operations tell apart who may call by the token; the door itself is open.
      invoker: 'public',
    },
    async ({ auth, data, rawRequest }) => {
      heard.add(rawRequest);
      try {
        // Emulators take a token that is none, as one of nobody.
        const caller = auth?.uid ? callerOfToken(auth.token) : null;
        const result = await instance().backend.call(name, data ?? {}, caller, originOf(rawRequest));
        return asJson(result);
      } catch (error) {
        const known = error instanceof OperationError ? error : unexpected(name, error, instance);
        const retryAfter = known.details?.retryAfter;
        if (typeof retryAfter === 'number') rawRequest.res?.setHeader('retry-after', Math.ceil(retryAfter));
        throw new HttpsError(known.code, known.message, known.details);
      }
    },
  );
  return withRefusals(callable, async (request) => {
    if (heard.has(request)) return;
    const error = new OperationError('unauthenticated', 'the token was rejected');
    await instance().backend.refuse(name, request.body, originOf(request), error);
  });
}

type Handler = (...args: Parameters<Callable>) => ReturnType<Callable>;

/** A bad token is answered by Firebase before the handler runs; audits are to hear of it all the same. */
function withRefusals(callable: Callable, refused: (request: Parameters<Callable>[0]) => Promise<void>): Callable {
  const handler: Handler = async (request, response) => {
    const send = response.send.bind(response);
    let recorded: Promise<void> | undefined;
    // The answer waits for the record: an instance that has answered may get no more processor time.
    response.send = (body: unknown) => {
      if (response.statusCode !== 401 || recorded) return send(body);
      recorded = refused(request).finally(() => send(body));
      return response;
    };
    await callable(request, response);
    await recorded;
  };
  // Deployment reads `__endpoint`, test kits `run`.
  return Object.assign(handler, callable, { __endpoint: callable.__endpoint, run: callable.run });
}

function unexpected(operation: string, error: unknown, instance: () => Instance): OperationError {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  instance().log.error('the backend could not serve', { operation, error: message, stack });
  return new OperationError('internal', 'INTERNAL');
}

/** As every host answers: Firebase's own encoder would turn absent fields into nulls. */
const asJson = (result: unknown): unknown => (result === undefined ? null : JSON.parse(JSON.stringify(result)));
