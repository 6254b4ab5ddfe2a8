import type { ProfileName } from '../plan/types.ts';

/** Every journey that a workload can put under load: the name of its file in `scenarios/journeys/` and of its k6 scenario. */
export const JOURNEY_NAMES = [
  'swipe',
  'paid-chat',
  'voice',
  'video',
  'check-in',
  'limit-breakers',
  'discovery-feed',
  'profile-views',
  'search',
  'analytics-batches',
] as const;
export type JourneyName = (typeof JOURNEY_NAMES)[number];

/** How fast one user of a journey acts, in ms. Ranges are drawn from evenly. */
export interface JourneyPace {
  /** Between two steps; the same in every profile. */
  readonly thinkMs: readonly [number, number];
  /** Length of a session (a call) in the full profile; a shorter profile divides it by its time compression. */
  readonly sessionMs?: readonly [number, number];
  /** Open model: how long the longest visit lasts; decides how many visits a VU must be able to hold at once. */
  readonly visitMs?: number;
  /** Requests that one user (closed) or one visit (open) makes on average: per second, or per visit. */
  readonly requests: number;
}

/** One journey's part of a workload, at full size. */
export interface JourneyLoad {
  readonly journey: JourneyName;
  /** `closed`: `peak` users at once. `open`: `peak` visits start per second, whatever the backend does. */
  readonly model: 'closed' | 'open';
  readonly peak: number;
  /** Fewest users, however small the scale: what its own objective needs to be judged by in 90 s. A smoke run judges by any sample, and may have fewer. */
  readonly least?: number;
  /**
   * Whom it acts as: `own` accounts that no other journey of the run uses, `any` account (open visits pick at random), or
   * `each`: the open model's visits go through the workload's population in turn, so that everyone is seen.
   */
  readonly users: 'own' | 'any' | 'each';
  /** A call needs a callee whom nobody else rings, an event an organizer: as many accounts again, kept out of every journey. */
  readonly partners?: boolean;
}

export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  /** Length of the load in each profile, ms. */
  readonly durationMs: Readonly<Record<ProfileName, number>>;
  /** Part of the users and rates that each profile puts on; durations and sessions shrink, think times do not. */
  readonly share: Readonly<Record<ProfileName, number>>;
  /** By how much sessions are shorter than in the source even in the full profile (1: not at all). */
  readonly baseCompression: number;
  /** Parts of the duration for ramp-up and ramp-down; the rest is the hold, on which SLOs are judged. */
  readonly ramp: { readonly up: number; readonly down: number };
  /** Accounts at full size that exist in the backend before the first request. */
  readonly accounts: number;
  /** Distinct users whom `each` goes through; they need no account (a token is enough). Absent: the accounts. */
  readonly population?: number;
  readonly loads: readonly JourneyLoad[];
}

export const WORKLOAD_NAMES = ['mixed-10k', 'read-100k', 'events-1m', 'smoke'] as const;
export type WorkloadName = (typeof WORKLOAD_NAMES)[number];
