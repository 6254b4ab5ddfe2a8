import { z } from 'zod';
import { HTTP_STATUS, wireStatus } from '../../lib/wire/index.ts';
import type { Access, Operation } from './define.ts';
import type { Registry } from './registry.ts';
import type { Route } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of everything that a host serves, made from the schemas that validate the calls. */
export function openApiOf({ operations, routes }: Pick<Registry, 'operations' | 'routes'>, version: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations.values()) paths[`/${operation.name}`] = { post: callOf(operation) };
  for (const route of routes) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: requestOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'loadgate reference backend',
      version,
      description:
        'Operations speak the callable protocol of Firebase: POST {"data": …}, answered by {"result": …} or {"error": {"status", "message", "details"}}.',
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Error: ERROR_SCHEMA },
    },
  };
}

const ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['status', 'message'],
      properties: {
        status: { enum: codes().map(([code]) => wireStatus(code)) },
        message: { type: 'string' },
        details: { description: 'For INVALID_ARGUMENT: the path of the faulty field in `field`.' },
      },
    },
  },
};

function codes() {
  return (Object.entries(HTTP_STATUS) as [keyof typeof HTTP_STATUS, number][]).filter(([code]) => code !== 'ok');
}

const ERROR_RESPONSES: Json = Object.fromEntries(
  [...new Set(codes().map(([, status]) => status))].sort().map((status) => [
    String(status),
    {
      description: codes()
        .filter(([, one]) => one === status)
        .map(([code]) => wireStatus(code))
        .join(', '),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ]),
);

function callOf({ name, summary, access, feature, flag, rateLimit, input, output }: Operation): Json {
  return {
    operationId: name,
    summary,
    tags: [feature],
    ...securityOf(access),
    requestBody: { required: true, content: json(wrapped('data', schemaOf(input, 'input'))) },
    responses: {
      200: { description: 'The result', content: json(wrapped('result', output ? schemaOf(output, 'output') : {})) },
      ...ERROR_RESPONSES,
    },
    'x-loadgate': {
      flag: typeof flag === 'function' ? 'depends on the request' : flag,
      ...(rateLimit && { rateLimit }),
    },
  };
}

function requestOf({ method, path, summary, access, feature, query }: Route): Json {
  const inPath = [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
  const parameters = [...inPath, ...queryOf(query)];
  return {
    operationId: `${method} ${path}`,
    summary,
    tags: [feature],
    ...securityOf(access),
    ...(parameters.length > 0 && { parameters }),
    ...(method !== 'GET' && { requestBody: { content: json({}) } }),
    responses: { default: { description: 'See the summary' }, ...ERROR_RESPONSES },
  };
}

function queryOf(query: z.ZodObject | undefined): Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const { description, ...described } = schemaOf(schema as z.ZodType, 'input');
    const required = !(schema as z.ZodType).safeParse(undefined).success;
    return { name, in: 'query', required, ...(description !== undefined && { description }), schema: described };
  });
}

const securityOf = (access: Access): Json => ({
  ...(access !== 'public' && { security: [{ bearer: [] }] }),
  ...(access === 'admin' && { description: 'Needs the admin claim.' }),
  ...(access === 'superAdmin' && { description: 'Needs the superAdmin claim.' }),
});

const json = (schema: Json): Json => ({ 'application/json': { schema } });

const wrapped = (field: string, schema: Json): Json => ({
  type: 'object',
  required: [field],
  properties: { [field]: schema },
});

/** What JSON Schema cannot say (a transform, a refinement) is left out: the description is then wider than the check. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
}
