import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readArguments } from '../../backend/hosts/embedded/arguments.ts';
import { FIELDS, MEASUREMENTS, RUN_TAGS, SCOPE_TAGS } from '../../reports/influx/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const service = z.looseObject({
  image: z
    .string()
    .regex(/:\d+\.\d+/, 'a pinned version')
    .optional(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  ports: z.array(z.string().startsWith('127.0.0.1:')),
  volumes: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
});
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .parse(parse(text('docker-compose.yml')));

describe('docker-compose.yml', () => {
  it('brings InfluxDB, Grafana, Toxiproxy and the backend, on loopback only, pinned', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['backend', 'grafana', 'influxdb', 'toxiproxy']);
  });

  it('mounts and builds from files that are there, and names services that are there', () => {
    const services = Object.values(compose.services);
    const sources = services.flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    for (const source of sources) {
      if (source.startsWith('.')) expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
    const needed = services.flatMap((it) =>
      Array.isArray(it.depends_on) ? it.depends_on : Object.keys(it.depends_on),
    );
    for (const name of needed) expect(Object.keys(compose.services)).toContain(name);
    for (const { build } of services)
      if (build) expect(existsSync(join(ROOT, build.context, build.dockerfile))).toBe(true);
  });

  it('asks for no variable that the example does not have', () => {
    const asked = [...text('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? '');
    const given = new Set([...text('deploy/compose.env.example').matchAll(/^(\w+)=/gm)].map((match) => match[1]));
    expect(asked.filter((name) => !given.has(name))).toEqual([]);
  });

  it('starts the backend as it can be started, from folders that the image holds', () => {
    const docker = text('deploy/backend/Dockerfile');
    const [, command = '[]'] = /^CMD (.*)$/m.exec(docker) ?? [];
    expect(readArguments(z.array(z.string()).parse(JSON.parse(command)))).toMatchObject({
      port: 8080,
      bind: '0.0.0.0',
    });
    for (const [, folder = ''] of docker.matchAll(/^COPY (\w+) \.\//gm))
      expect(statSync(join(ROOT, folder)).isDirectory()).toBe(true);
    expect(docker).toContain('"node", "backend/hosts/embedded/main.ts"');
  });

  it('proxies to the backend', () => {
    const proxies = z.array(
      z.strictObject({ name: z.string(), listen: z.string(), upstream: z.string(), enabled: z.boolean() }),
    );
    const [proxy] = proxies.parse(JSON.parse(text('deploy/toxiproxy/toxiproxy.json')));
    expect(proxy?.upstream).toBe('backend:8080');
  });
});

const dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), query: z.string() })) }),
  panels: z.array(
    z.looseObject({
      id: z.number(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      datasource: z.object({ type: z.literal('influxdb'), uid: z.string() }),
      targets: z.array(z.looseObject({ query: z.string() })).min(1),
    }),
  ),
});

describe('the dashboards', () => {
  const folder = 'deploy/grafana/dashboards';
  const all = readdirSync(join(ROOT, folder)).map(
    (name) => [name, dashboard.parse(JSON.parse(text(join(folder, name))))] as const,
  );
  const source = z
    .object({
      datasources: z.array(
        z.looseObject({ uid: z.string(), jsonData: z.object({ version: z.literal('Flux') }).loose() }),
      ),
    })
    .parse(parse(text('deploy/grafana/provisioning/datasources/influxdb.yml')));

  it('are provided from where the container has them', () => {
    const { providers } = z
      .object({ providers: z.array(z.looseObject({ options: z.object({ path: z.string() }) })) })
      .parse(parse(text('deploy/grafana/provisioning/dashboards/loadgate.yml')));
    expect(compose.services.grafana?.volumes).toContain(`./${folder}:${providers[0]?.options.path}:ro`);
    expect(all.map(([name]) => name).sort()).toEqual(['load.json', 'runs.json']);
  });

  it.each(all)('%s asks for measurements, fields and tags that are written', (_, { panels, templating }) => {
    const tags = new Set<string>([...RUN_TAGS, ...SCOPE_TAGS]);
    const measurements = Object.values(MEASUREMENTS);
    for (const panel of panels) {
      expect(panel.datasource.uid).toBe(source.datasources[0]?.uid);
      for (const { query } of panel.targets) {
        const measurement =
          measurements.find((name) => query.includes(`r._measurement == "${name}"`)) ?? expect.fail(query);
        const field = /r\._field == "(\w+)"/.exec(query)?.[1] ?? '';
        expect(FIELDS[measurement] as readonly string[]).toContain(field);
        const used = [...query.matchAll(/\br\.([a-z]\w*)/g)].map((match) => match[1] ?? '');
        const columns = [...query.matchAll(/columns: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
          [...list.matchAll(/"(\w+)"/g)].map((it) => it[1] ?? ''),
        );
        const names = [...used, ...columns].filter((name) => !['_time', '_value'].includes(name));
        expect([query, names.filter((name) => !tags.has(name))]).toEqual([query, []]);
      }
    }
    const variables = [...JSON.stringify(panels).matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);
    const known = templating.list.map((variable) => variable.name);
    expect(variables.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    for (const { query } of templating.list) expect(tags).toContain(/tag: "(\w+)"/.exec(query)?.[1]);
  });

  it.each(all)('%s lays its panels side by side', (_, { panels }) => {
    expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length);
    for (const { x, y, w, h } of panels.map((panel) => panel.gridPos)) {
      expect(x + w).toBeLessThanOrEqual(24);
      const over = panels.filter(({ gridPos: p }) => p.x < x + w && x < p.x + p.w && p.y < y + h && y < p.y + p.h);
      expect(over).toHaveLength(1);
    }
  });
});
