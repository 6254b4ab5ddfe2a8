import type { GeoPoint } from '../../lib/api/index.ts';

/** Mean radius of the Earth (IUGG). */
const EARTH_METERS = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Distance on the Earth's surface in metres, rounded to centimetres (haversine; at most 0.5 % off, since the Earth is no sphere). */
export function distanceMeters(a: GeoPoint, b: GeoPoint): number {
  const [lat, lng] = [radians(b.lat - a.lat), radians(b.lng - a.lng)];
  const half = Math.sin(lat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(lng / 2) ** 2;
  return Math.round(2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(half))) * 100) / 100;
}
