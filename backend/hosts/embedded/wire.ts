import { HTTP_STATUS, OperationError, wireStatus } from '../../../lib/wire/index.ts';

/**
 * The body of a callable request; anything else is `invalid-argument`. Firebase's clients send null where they were given nothing, which
 * is no fields.
 */
export function dataOf(body: unknown): unknown {
  if (typeof body === 'object' && body !== null && !Array.isArray(body) && 'data' in body) return body.data ?? {};
  throw new OperationError('invalid-argument', 'the body must be a JSON object with the field "data"', {
    field: 'data',
  });
}

/** An error in the form of Firebase's callable protocol, with its HTTP status. */
export function errorReply({ code, message, details }: OperationError): { status: number; body: unknown } {
  return {
    status: HTTP_STATUS[code],
    body: { error: { status: wireStatus(code), message, ...(details && { details }) } },
  };
}

/** Fastify's own refusals (bad JSON, too large a body, wrong content type) in the same form. */
export function fromFastify(error: { readonly code?: string; readonly statusCode?: number }): OperationError | null {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new OperationError('invalid-argument', 'the body is too large', { field: 'body' });
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new OperationError('invalid-argument', 'send JSON with "content-type: application/json"', {
      field: 'content-type',
    });
  }
  if (error instanceof SyntaxError || error.code?.startsWith('FST_ERR_CTP') || error.statusCode === 400) {
    return new OperationError('invalid-argument', 'the body is not valid JSON', { field: 'body' });
  }
  return null;
}
