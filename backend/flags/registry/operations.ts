import type { FlagDefinition } from './definition.ts';

export const PLATFORM = {
  analytics_ingestion: { description: 'Taking in analytics events', safeDefault: true, features: ['analytics'] },
  session_recovery: { description: 'Recovering broken calls', safeDefault: true, features: ['calls'] },
  support_tickets: { description: 'Support tickets', safeDefault: true, features: ['support'] },
  push_notifications: { description: 'Push notifications', safeDefault: true },
  email_notifications: { description: 'E-mail', safeDefault: true },
  referral_program: { description: 'Rewards for invitations', safeDefault: false, initial: 'off' },
  maintenance_banner: { description: 'Banner that announces maintenance', safeDefault: false, initial: 'off' },
  new_feature: { description: 'Place for rehearsing a roll-out', safeDefault: false, initial: 'off' },
} as const satisfies Record<string, FlagDefinition>;
