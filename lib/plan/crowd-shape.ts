/** How many VUs carry a group's users, and how many each. */
export interface CrowdShape {
  readonly vus: number;
  readonly usersPerVu: number;
}

/**
 * A VU costs memory and an event loop of its own; a user on it costs a few bytes. What bounds the users on one VU is how many of them act at the
 * same moment, since a VU runs one at a time: bench/README.md measures the trade-off. So a VU gets as many users as make about
 * `REQUESTS_PER_VU` requests a second, and a group has at least two VUs (one for each core) where it has enough users.
 */
const REQUESTS_PER_VU = 60;
const LEAST_VUS = 2;

/** Splits `users` that make `requestsPerSecond` in all; `usersPerVu` overrides the rule (1: classic VUs). */
export function crowdShape(users: number, requestsPerSecond: number, usersPerVu?: number): CrowdShape {
  if (usersPerVu !== undefined) return { vus: Math.ceil(users / usersPerVu), usersPerVu };
  const vus = Math.min(users, Math.max(LEAST_VUS, Math.ceil(requestsPerSecond / REQUESTS_PER_VU)));
  return { vus, usersPerVu: Math.ceil(users / vus) };
}
