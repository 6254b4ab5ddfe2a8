import type { FlagDefinition } from './definition.ts';

export const FINANCIAL = {
  wallet: { description: 'Wallets: balances and ledgers', safeDefault: true, critical: true, features: ['wallet'] },
  token_purchases: {
    description: 'Buying tokens',
    safeDefault: true,
    critical: true,
    features: ['wallet', 'payments'],
    dependencies: ['wallet'],
  },
  payout_requests: {
    description: 'Creators ask for payouts',
    safeDefault: false,
    critical: true,
    features: ['wallet'],
    dependencies: ['wallet'],
  },
  withdrawals: {
    description: 'Money leaves to bank accounts',
    safeDefault: false,
    critical: true,
    features: ['wallet'],
    dependencies: ['wallet', 'payout_requests'],
  },
  refunds: { description: 'Refunds of purchases', safeDefault: true, critical: true, dependencies: ['wallet'] },
  webhooks: {
    description: 'Payment providers report to us',
    safeDefault: true,
    critical: true,
    killSwitchOnly: true,
    features: ['payments'],
  },
  subscriptions: { description: 'Recurring payments', safeDefault: false, initial: 'off', dependencies: ['wallet'] },
  promo_codes: { description: 'Promotional codes', safeDefault: false, initial: 'off' },
} as const satisfies Record<string, FlagDefinition>;

export const CREATOR_ECONOMY = {
  creator_profiles: { description: 'Profiles of creators', safeDefault: true },
  creator_subscriptions: {
    description: 'Subscribing to a creator',
    safeDefault: false,
    initial: 'off',
    dependencies: ['subscriptions', 'creator_profiles'],
  },
  creator_tips: { description: 'Tips to creators', safeDefault: false, dependencies: ['wallet', 'creator_profiles'] },
  creator_analytics: { description: 'Statistics for creators', safeDefault: true },
  creator_drops: { description: 'Limited releases by creators', safeDefault: false, initial: 'off' },
} as const satisfies Record<string, FlagDefinition>;

export const PREMIUM = {
  vip: { description: 'VIP membership', safeDefault: true },
  royal_club: { description: 'Royal Club membership', safeDefault: true },
  priority_support: { description: 'Support answers members first', safeDefault: true },
  ad_free: { description: 'No advertisements for members', safeDefault: true },
  premium_filters: { description: 'Search filters for members', safeDefault: false, dependencies: ['search'] },
} as const satisfies Record<string, FlagDefinition>;
