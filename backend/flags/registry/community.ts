import type { FlagDefinition } from './definition.ts';

export const EVENTS = {
  events: { description: 'Public events', safeDefault: true, features: ['events'] },
  event_tickets: { description: 'Buying tickets of events', safeDefault: false, dependencies: ['events', 'wallet'] },
  event_checkin: {
    description: 'Checking in with code, selfie and place',
    safeDefault: true,
    features: ['events', 'calendar'],
    dependencies: ['events'],
  },
  event_disputes: { description: 'Disputes about check-ins', safeDefault: true },
  event_reminders: { description: 'Reminders before events', safeDefault: false },
  calendar_booking: { description: 'Booking a creator’s time', safeDefault: true, features: ['calendar'] },
} as const satisfies Record<string, FlagDefinition>;

export const SAFETY = {
  panic_button: {
    description: 'The panic button',
    safeDefault: true,
    critical: true,
    killSwitchOnly: true,
    features: ['support'],
  },
  trusted_contacts: { description: 'Contacts who hear of a panic', safeDefault: true, critical: true },
  passport_mode: { description: 'Browsing as if elsewhere', safeDefault: false },
  incognito: { description: 'Browsing unseen', safeDefault: true },
  selfie_verification: { description: 'Proof that a profile is its owner’s', safeDefault: true },
  age_verification: { description: 'Proof of age', safeDefault: true, critical: true },
  content_reporting: { description: 'Reporting content', safeDefault: true, critical: true },
  user_blocking: { description: 'Blocking another user', safeDefault: true, critical: true },
} as const satisfies Record<string, FlagDefinition>;

export const CONTENT = {
  profile_views: { description: 'Looking at profiles', safeDefault: true, features: ['profiles'] },
  profile_edit: { description: 'Changing one’s profile', safeDefault: true, features: ['profiles'] },
  discovery_feed: { description: 'The feed of suggested profiles', safeDefault: true, features: ['discovery'] },
  search: { description: 'Profile search', safeDefault: true, features: ['search'] },
  feed: { description: 'The feed of posts', safeDefault: true, features: ['feed'] },
  stories: { description: 'Stories that vanish', safeDefault: false, initial: 'off', dependencies: ['feed'] },
  streaming: { description: 'Live streams', safeDefault: false, features: ['streaming'] },
  marketplace: { description: 'Goods of creators', safeDefault: false, dependencies: ['wallet'] },
  media_uploads: { description: 'Uploading photos and clips', safeDefault: true },
} as const satisfies Record<string, FlagDefinition>;
