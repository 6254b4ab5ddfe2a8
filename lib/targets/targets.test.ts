import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, EMPTY_CONFIG, parseConfig, resolveTarget, TargetRefused } from './index.ts';
import { isLoopback } from './resolve.ts';

const config = (staging: object, production: object = {}) =>
  parseConfig(JSON.stringify({ targets: { staging }, production }));

describe('the configuration file', () => {
  it('is strict: unknown keys and wrong values are named with their place', () => {
    expect(() => parseConfig('{"target":{}}')).toThrow(/loadgate\.config\.json: not a valid.*top level.*"target"/s);
    expect(() => config({ url: 'staging.example.com' })).toThrow('targets.staging.url: a URL that starts with http');
    expect(() => config({ url: 'https://s.example.com', projekt: 'x' })).toThrow(/targets\.staging: .*"projekt"/);
    expect(() => config({ url: 'https://s.example.com' }, { hosts: ['a b'] })).toThrow('production.hosts.0: letters');
    expect(() => parseConfig('{', 'x.json')).toThrow('x.json: not JSON');
  });
});

describe('resolveTarget', () => {
  it('needs nothing for the embedded backend', () => {
    expect(resolveTarget('embedded', EMPTY_CONFIG, {})).toEqual({ kind: 'embedded', url: null });
  });

  it('needs the configuration to name any other target', () => {
    expect(() => resolveTarget('staging', EMPTY_CONFIG, {})).toThrow(ConfigError);
    expect(() => resolveTarget('staging', EMPTY_CONFIG, {})).toThrow('names no such target; add');
    expect(resolveTarget('emulators', EMPTY_CONFIG, {})).toEqual({ kind: 'emulators', url: null });
    expect(resolveTarget('staging', config({ url: 'https://staging.example.com/api/', project: 'p' }), {})).toEqual({
      kind: 'staging',
      url: 'https://staging.example.com/api',
      host: 'staging.example.com',
      project: 'p',
      warmOperationsPerSecond: 0,
    });
  });

  it.each<[string, object, object, Record<string, string>]>([
    ['a listed project', { project: 'dating-eu' }, { projects: ['dating-eu'] }, {}],
    ['a project by pattern', { project: 'dating-eu' }, { projects: ['dating-*'] }, {}],
    ['a listed host', {}, { hosts: ['STAGING.example.com'] }, {}],
    ['a host by pattern', {}, { hosts: ['*.example.com'] }, {}],
    ['a listed environment', { environment: 'Blue' }, { environments: ['blue'] }, {}],
    ['an environment that is always production', { environment: 'live' }, {}, {}],
    ['a project that says so', { project: 'dating-prod' }, {}, {}],
    ['the shell’s environment', {}, {}, { LOADGATE_ENVIRONMENT: 'production' }],
    ['the shell’s project', {}, { projects: ['dating-eu'] }, { GOOGLE_CLOUD_PROJECT: 'dating-eu' }],
  ])('refuses %s', (_, facts, production, env) => {
    const named = config({ url: 'https://staging.example.com', ...facts }, production);
    expect(() => resolveTarget('staging', named, env)).toThrow(TargetRefused);
    expect(() => resolveTarget('staging', config({ url: 'https://staging.example.com' }), {})).not.toThrow();
  });

  it('refuses a host with prod as a word, not as a part of a word', () => {
    const to = (host: string) => () => resolveTarget('staging', config({ url: `https://${host}` }), {});
    expect(to('api.prod.example.com')).toThrow(TargetRefused);
    expect(to('prod-api.example.com')).toThrow(TargetRefused);
    expect(to('products.example.com')).not.toThrow();
    expect(to('reproduction.example.com')).not.toThrow();
  });

  it('keeps emulators on this machine', () => {
    const emulators = (url: string) => parseConfig(JSON.stringify({ targets: { emulators: { url } } }));
    expect(() => resolveTarget('emulators', emulators('http://10.0.0.7:5001'), {})).toThrow('is not this machine');
    expect(resolveTarget('emulators', emulators('http://localhost:5001'), {})).toMatchObject({ host: 'localhost' });
  });

  it('takes no name for loopback that can point elsewhere', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        expect(isLoopback(domain)).toBe(false);
      }),
    );
    for (const host of ['127.0.0.1.example.com', '1127.0.0.1', 'localhost.example.com', '0.0.0.0'])
      expect(isLoopback(host)).toBe(false);
    for (const host of ['127.0.0.1', '127.9.8.7', 'localhost', '[::1]']) expect(isLoopback(host)).toBe(true);
  });
});
