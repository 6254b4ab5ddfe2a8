const MINUTE = 60_000;

/** Figures of pack 353 §4, and those that it leaves open. */
export const CHECK_IN = {
  /** How far from the venue a participant may be. */
  maxDistanceMeters: 100,
  /** Participants are let in so long before the start. */
  opensBeforeMs: 2 * 60 * MINUTE,
  qrLifeMs: 10 * MINUTE,
  minQrLifeMs: MINUTE,
  maxQrLifeMs: 24 * 60 * MINUTE,
} as const;

export const TICKETS = {
  maxPrice: 100_000,
  /** Share of the platform in what the organizer earns, rounded down to whole tokens. */
  commissionPercent: 20,
  /** Tickets that one commit settles. */
  settledAtOnce: 100,
  /** How long after the end disputes may still be opened before the organizer is paid. */
  payOutAfterMs: 60 * MINUTE,
} as const;
