import type { z } from 'zod';
import type { Context } from './context.ts';
import type { Access } from './define.ts';

/** A request of a plain HTTP route (webhooks, REST flags, streams), already authenticated as `access` demands. */
export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON, or undefined. */
  readonly body: unknown;
  /** The exact bytes, for signatures. */
  readonly rawBody: string;
}

/** A JSON answer, a text when `text` is given (its `content-type` is in the headers), or a server-sent-event stream when `stream` is. */
export interface RouteResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
  /** Called with a sink; returns how to stop. The connection stays open until the client leaves or the host stops. */
  readonly stream?: (send: (event: string, data: unknown) => void) => () => void;
}

/** Plain HTTP beside the callable operations. `path` uses `:name` parameters; one source of routes for every host. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** The handler itself checks who sends (a provider's signature): the `authorization` header is none of our tokens. */
  readonly ownAuthentication?: true;
  readonly feature: string;
  /** What may stand after the `?`, for the OpenAPI document; the handler validates with it. */
  readonly query?: z.ZodObject;
  readonly handler: (ctx: Context, request: RouteRequest) => Promise<RouteResponse>;
}
