import { describe, expect, test } from 'vitest';
import { plantedDelay } from './planted-delay.ts';

describe('a planted slowdown', () => {
  test.each([
    ['swipe:300', { ms: 300, share: 0 }],
    ['swipe:0.425', { ms: 0.425, share: 0 }],
    ['swipe:+30%', { ms: 0, share: 0.3 }],
    ['getProfile:5,swipe:+150%', { ms: 0, share: 1.5 }],
  ])('%s', (setting, delay) => {
    const delays = plantedDelay(setting);
    expect(delays('swipe', 'u1')).toEqual(delay);
    expect(delays('getWallet', 'u1')).toEqual({ ms: 0, share: 0 });
  });

  test.each([undefined, ''])('none where the setting is %j', (setting) => {
    expect(plantedDelay(setting)('swipe', 'u1')).toEqual({ ms: 0, share: 0 });
  });

  test('of a canary meets some users, and never somebody without an identity', () => {
    const delays = plantedDelay('swipe:50@search:20');
    const slow = Array.from({ length: 1000 }, (_, n) => delays('swipe', `u${n}`).ms).filter((ms) => ms === 50);
    expect(slow.length).toBeGreaterThan(150);
    expect(slow.length).toBeLessThan(250);
    expect(delays('swipe', null).ms).toBe(0);
  });

  test.each(['swipe', 'swipe:', 'swipe:-1', 'swipe:1s', 'swipe:+30', 'swipe:0.1234', 'a b:1', 'swipe:1@search'])(
    'refuses %s by name',
    (setting) => {
      expect(() => plantedDelay(`getProfile:1,${setting}`)).toThrow(`LOADGATE_SLOW_OPERATION: "${setting}" is not`);
    },
  );
});
