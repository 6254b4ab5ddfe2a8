import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checksumOf, releaseAsset } from './k6-release.mjs';
import { withLock } from './lock.mjs';
import { npmEnv } from './npm.mjs';
import { compatibleK6, isCompatibleNode, K6_VERSION } from './pins.mjs';
import { cacheFolder } from './places.mjs';
import { timeLeft } from './progress.mjs';

describe('pins', () => {
  it('accepts the pinned Node and later ones of its major only', () => {
    expect(isCompatibleNode('v24.21.0')).toBe(true);
    expect(isCompatibleNode('v24.30.1')).toBe(true);
    expect(isCompatibleNode('v24.20.9')).toBe(false);
    expect(isCompatibleNode('v20.20.2')).toBe(false);
    expect(isCompatibleNode('v26.0.0')).toBe(false);
  });

  it('accepts any k6 of version 2', () => {
    expect(compatibleK6('k6 v2.2.0 (go1.26.8, linux/amd64)\n')).toBe('2.2.0');
    expect(compatibleK6('k6 v1.4.2 (commit/x, go1.25, linux/amd64)')).toBeUndefined();
    expect(compatibleK6('not k6 at all')).toBeUndefined();
  });
});

describe('the cache folder', () => {
  it('is LOADGATE_CACHE, then the XDG cache, then ~/.cache', () => {
    expect(cacheFolder({ LOADGATE_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/loadgate');
    expect(cacheFolder({})).toMatch(/\.cache\/loadgate$/);
  });
});

describe('the official release of k6', () => {
  it('has a file for Linux and macOS on both processors, and none elsewhere', () => {
    expect(releaseAsset('linux', 'x64')).toBe(`k6-v${K6_VERSION}-linux-amd64.tar.gz`);
    expect(releaseAsset('darwin', 'arm64')).toBe(`k6-v${K6_VERSION}-macos-arm64.zip`);
    expect(releaseAsset('linux', 'riscv64')).toBeUndefined();
    expect(releaseAsset('freebsd', 'x64')).toBeUndefined();
  });

  it('is checked against the line of its own name', () => {
    const one = 'a'.repeat(64);
    const two = 'b'.repeat(64);
    expect(checksumOf(`${one}  x.tar.gz\n${two}  x.tar.gz.sig\n`, 'x.tar.gz')).toBe(one);
    expect(() => checksumOf(`${one}  y.zip\n`, 'x.tar.gz')).toThrow('do not name x.tar.gz');
  });
});

describe('npm inside npm', () => {
  it('forgets the outer project and keeps the registry', () => {
    const env = npmEnv('/node24/bin', {
      PATH: '/bin',
      npm_config_local_prefix: '/project',
      npm_lifecycle_event: 'start',
      npm_package_name: 'loadgate',
      npm_config_registry: 'https://npm.example.com',
    });
    expect(env.PATH).toBe('/node24/bin:/bin');
    expect(Object.keys(env).sort()).toEqual([
      'PATH',
      'npm_config_loglevel',
      'npm_config_registry',
      'npm_config_update_notifier',
    ]);
  });
});

describe('time left', () => {
  it('follows the expected time until there is a pace, then the pace', () => {
    expect(timeLeft(10, undefined, 40)).toBe('about 30 s left');
    expect(timeLeft(10, 0.01, 40)).toBe('about 30 s left');
    expect(timeLeft(10, 0.25, 40)).toBe('about 30 s left');
    expect(timeLeft(60, 0.25, 40)).toBe('about 3 min 0 s left');
    expect(timeLeft(50, undefined, 40)).toBe('nearly done');
  });
});

describe('the lock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loadgate-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lets one through at a time, and the next also after a failure', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside--;
      throw new Error('on purpose');
    };
    const all = await Promise.allSettled([1, 2, 3, 4].map(() => withLock(folder, { pollMs: 3 }, work)));
    expect(all.map((one) => one.status)).toEqual(Array(4).fill('rejected'));
    expect(most).toBe(1);
  });

  it('takes over from a process that is gone, and from one that no longer touches it', async () => {
    const file = join(folder, 'setup.lock');
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), nonce: 1 }));
    expect(await withLock(folder, { pollMs: 3 }, async () => 'dead')).toBe('dead');
    writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', nonce: 1 }));
    utimesSync(file, 1, 1);
    expect(await withLock(folder, { pollMs: 3 }, async () => 'silent')).toBe('silent');
  });
});
