import { z } from 'zod';
import { incidentKindSchema, severitySchema } from '../config/checks.ts';
import { phaseIdSchema } from '../config/schema.ts';

const text = z.string().min(1).max(500);
const id = z.string().min(1).max(100);
/** A moment with its zone, such as `2026-09-01T12:00:00Z`; read to Unix ms. */
const moment = z.iso
  .datetime({ offset: true, error: 'a date and time with its zone, such as 2026-09-01T12:00:00Z' })
  .transform((value) => Date.parse(value));
const person = z.string().trim().min(1, 'who? name the person, such as ada@example.com').max(200);
const link = z.url({ protocol: /^https?$/, error: 'a link to the evidence, starting with https://' });
const count = z.int().min(0);
const one = z.literal(1);

/** What a release is, and where the rest of its evidence lies (paths relative to this file). */
export const manifestSchema = z.strictObject({
  schemaVersion: one,
  release: z.strictObject({
    name: text,
    /** The code that is launched; results of other commits prove nothing about it. */
    commit: z.string().regex(/^[0-9a-f]{40}$/, 'the full commit, 40 hexadecimal digits'),
    /** What to go back to. */
    previousCommit: z.string().regex(/^[0-9a-f]{40}$/, 'the full commit, 40 hexadecimal digits'),
    author: person,
    flag: id,
    /** Base address of the production backend, for the commands. */
    backend: z.url({ protocol: /^https?$/ }),
    project: id,
    facts: z.record(id, z.boolean()),
  }),
  /** Run folders. */
  runs: z.array(text).exactOptional(),
  /** Results of CI jobs; one job may have several files. */
  ci: z
    .array(
      z.strictObject({
        job: id,
        junit: text,
        commit: z.string().regex(/^[0-9a-f]{40}$/, 'the full commit, 40 hexadecimal digits'),
        at: moment,
      }),
    )
    .exactOptional(),
  flags: text.exactOptional(),
  alerts: text.exactOptional(),
  canary: text.exactOptional(),
  migrations: text.exactOptional(),
  observations: text.exactOptional(),
  incidents: text.exactOptional(),
  signatures: text.exactOptional(),
  waivers: text.exactOptional(),
  approvals: text.exactOptional(),
});

const captured = { schemaVersion: one, capturedAt: moment, source: text };

/** The release's flag as the production backend shows it. */
export const flagsSchema = z.strictObject({
  ...captured,
  flags: z.array(
    z.strictObject({
      key: id,
      state: z.enum(['off', 'shadow', 'canary', 'on', 'kill']),
      rollout: z.number().min(0).max(100),
      tenants: count,
      safeDefault: z.boolean(),
      /** States of its changes, newest first. */
      history: z.array(
        z.strictObject({
          from: z.string().nullable(),
          to: z.string().nullable(),
          at: moment,
          by: z.string(),
          reason: z.string(),
        }),
      ),
    }),
  ),
});

export const alertsSchema = z.strictObject({
  ...captured,
  rules: z.array(id),
  active: z.array(
    z.strictObject({ id, severity: z.enum(['warning', 'critical']), title: text, since: moment.exactOptional() }),
  ),
});

export const migrationsSchema = z.strictObject({
  schemaVersion: one,
  migrations: z.array(
    z.strictObject({
      id,
      applied: z.array(z.strictObject({ environment: id, at: moment, link })),
      backup: z.strictObject({ environment: id, at: moment, link }).exactOptional(),
      /** How to take it back, and where that was tried. */
      reverse: z
        .strictObject({
          command: text,
          testedIn: z.strictObject({ environment: id, at: moment, link }).exactOptional(),
        })
        .exactOptional(),
    }),
  ),
});

/** What users met while the release was in a phase: one entry for each window of observation. */
export const observationsSchema = z.strictObject({
  schemaVersion: one,
  windows: z.array(
    z
      .strictObject({
        phase: phaseIdSchema,
        from: moment,
        to: moment,
        requests: count,
        errors: count,
        /** Null where there were no requests. */
        p95Ms: z.number().min(0).nullable(),
        complaints: count,
        link: link.exactOptional(),
      })
      .refine((it) => it.to > it.from, { error: 'must be later than from', path: ['to'] })
      .refine((it) => it.errors <= it.requests, { error: 'more errors than requests', path: ['errors'] }),
  ),
});

export const incidentsSchema = z.strictObject({
  schemaVersion: one,
  /** Until when this list is complete. */
  asOf: moment,
  incidents: z.array(
    z
      .strictObject({
        id,
        title: text,
        severity: severitySchema,
        kind: incidentKindSchema,
        opened: moment,
        closed: moment.nullable(),
        link,
      })
      .refine((it) => it.closed === null || it.closed >= it.opened, { error: 'earlier than opened', path: ['closed'] }),
  ),
});

export const signaturesSchema = z.strictObject({
  schemaVersion: one,
  signatures: z.array(z.strictObject({ item: id, who: person, at: moment, expires: moment, evidence: link })),
});

export const waiversSchema = z.strictObject({
  schemaVersion: one,
  waivers: z.array(z.strictObject({ item: id, owner: person, reason: text, at: moment, expires: moment, link })),
});

export const approvalsSchema = z.strictObject({
  schemaVersion: one,
  approvals: z.array(
    z.strictObject({
      role: id,
      who: person,
      at: moment,
      expires: moment,
      /** Last phase that it is for. */
      upTo: phaseIdSchema,
      commit: z.string().regex(/^[0-9a-f]{40}$/, 'the full commit, 40 hexadecimal digits'),
      link,
    }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Release = Manifest['release'];
export type FlagEvidence = z.infer<typeof flagsSchema>;
export type AlertEvidence = z.infer<typeof alertsSchema>;
export type Migrations = z.infer<typeof migrationsSchema>['migrations'];
export type ObservedWindow = z.infer<typeof observationsSchema>['windows'][number];
export type IncidentEvidence = z.infer<typeof incidentsSchema>;
export type Incident = IncidentEvidence['incidents'][number];
export type Signature = z.infer<typeof signaturesSchema>['signatures'][number];
export type Waiver = z.infer<typeof waiversSchema>['waivers'][number];
export type Approval = z.infer<typeof approvalsSchema>['approvals'][number];
