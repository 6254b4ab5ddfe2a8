import { expect, test } from 'vitest';
import { distanceMeters } from './gps.ts';

// Reference values: great-circle distances on a sphere of 6,371,008.8 m.
test.each([
  [{ lat: 0, lng: 0 }, { lat: 0, lng: 1 }, 111_195.08],
  [{ lat: 0, lng: 0 }, { lat: 1, lng: 0 }, 111_195.08],
  [{ lat: 60, lng: 0 }, { lat: 60, lng: 1 }, 55_597.02],
  [{ lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 }, 111_195.08],
  [{ lat: 90, lng: 0 }, { lat: 90, lng: 123 }, 0],
  [{ lat: 0, lng: 0 }, { lat: 0, lng: 180 }, 20_015_114.44],
])('from %j to %j: %d m', (a, b, meters) => {
  expect(Math.abs(distanceMeters(a, b) - meters)).toBeLessThan(0.5);
  expect(distanceMeters(a, b)).toBe(distanceMeters(b, a));
});

test('is Paris to London', () => {
  const distance = distanceMeters({ lat: 48.8566, lng: 2.3522 }, { lat: 51.5074, lng: -0.1278 });
  expect(Math.round(distance / 1000)).toBe(344);
});
