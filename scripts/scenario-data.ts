/** The texts that scenarios send, generated once from a seed: k6 reads them, so that no VU carries a generator of texts. */
import { faker } from '@faker-js/faker/locale/en';
import { profilePools } from '../backend/seed/index.ts';

/** Changing it changes what is typed and searched for in every run; runs of before and after stay comparable in load, not in texts. */
const DATA_SEED = 353;
const MESSAGES = 2000;

/** What a dating app logs: the part of each type is about that of its place in the list (Zipf). */
const EVENT_TYPES = [
  'screen_view',
  'card_shown',
  'card_swiped',
  'profile_opened',
  'photo_opened',
  'app_opened',
  'message_typed',
  'message_read',
  'search_submitted',
  'filter_changed',
  'notification_received',
  'notification_opened',
  'match_shown',
  'call_quality',
  'paywall_shown',
  'purchase_started',
  'error_shown',
  'app_closed',
];

export interface ScenarioData {
  readonly messages: readonly string[];
  /** Most searched first. */
  readonly searchTerms: readonly string[];
  readonly eventTypes: readonly string[];
}

/** Always the same for the same version of this file and of faker. People search for what the seeded profiles have: names, cities and interests. */
export function scenarioData(): ScenarioData {
  const { firstNames, cities, interests } = profilePools();
  faker.seed(DATA_SEED);
  return {
    messages: Array.from({ length: MESSAGES }, () => faker.lorem.sentence({ min: 2, max: 14 })),
    searchTerms: faker.helpers.shuffle([...new Set([...firstNames, ...cities, ...interests])]),
    eventTypes: EVENT_TYPES,
  };
}
