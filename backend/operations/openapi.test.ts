import { expect, test } from 'vitest';
import { standardModules } from '../app.ts';
import { openApiOf } from './openapi.ts';
import { registryOf } from './registry.ts';

interface Described {
  readonly operationId: string;
  readonly security?: unknown;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<string, unknown>;
}
interface Schema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly maxLength?: number;
}

const registry = registryOf(standardModules());
const document = openApiOf(registry, '1.2.3');
const paths = document.paths as Record<string, Record<string, Described>>;

test('describes every operation and every route, with the access that each needs', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  for (const { name, access } of registry.operations.values()) {
    expect(paths[`/${name}`]?.post?.operationId).toBe(name);
    expect(paths[`/${name}`]?.post?.security !== undefined, name).toBe(access !== 'public');
  }
  for (const route of registry.routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    expect(paths[path]?.[route.method.toLowerCase()], path).toBeDefined();
  }
});

test('bodies are described by the schemas that validate them', () => {
  const body = paths['/sendChatMessage']?.post?.requestBody?.content['application/json']?.schema;
  const data = body?.properties?.data;
  expect(body?.required).toEqual(['data']);
  expect(data).toMatchObject({ type: 'object', additionalProperties: false });
  expect(data?.required).toEqual(expect.arrayContaining(['messageId', 'recipientId', 'text']));
  expect(data?.properties?.text?.maxLength).toBeGreaterThan(0);
});

test('is JSON, without references that lead nowhere', () => {
  const text = JSON.stringify(document);
  expect(JSON.parse(text)).toEqual(document);
  const targets = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
  expect([...targets]).toEqual(['Error']);
});
