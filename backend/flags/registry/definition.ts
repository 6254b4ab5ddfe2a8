import type { FlagState } from '../model.ts';

/** What is known of a flag before anybody has changed it: code, not configuration. */
export interface FlagDefinition {
  /** What a user or operator loses while it is off. */
  readonly description: string;
  /** Answer where the store cannot be read. Money out and experiments: false; safety, reading and what users paid for: true. */
  readonly safeDefault: boolean;
  /** State while no document says otherwise. Absent: `on`. What has not been launched starts `off`. */
  readonly initial?: FlagState;
  /** Changing it needs the exact key typed (two-step confirmation) on every path. */
  readonly critical?: true;
  /** Knows only `on`, `off` and `kill`: no roll-out, no targeting, because half of its users must never see another behaviour. */
  readonly killSwitchOnly?: true;
  /** Names under which `systemFeatureFlags`, `countryFeatureFlags` and `platformFeatureFlags` speak of it, beside its own key. */
  readonly features?: readonly string[];
  /** A field of `platformFeatureFlags/{platform}` that becomes the evaluation's variant, such as `videoCallsQuality`. */
  readonly variantSetting?: string;
  /** Flags without which this one is off. */
  readonly dependencies?: readonly string[];
}
