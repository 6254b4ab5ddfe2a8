import type { FlagDefinition } from './definition.ts';

export const CHAT = {
  chat_paid: { description: 'Paid chat messages', safeDefault: true, features: ['chat'] },
  chat_free: { description: 'Free messages between matches', safeDefault: true, features: ['chat'] },
  chat_history: { description: 'Reading the messages of a chat', safeDefault: true, features: ['chat'] },
  chat_voice: { description: 'Voice calls', safeDefault: true, features: ['calls', 'voice_calls'] },
  chat_video: {
    description: 'Video calls',
    safeDefault: true,
    features: ['video', 'video_calls'],
    variantSetting: 'videoCallsQuality',
  },
  chat_media: { description: 'Photos and clips in chats', safeDefault: true, dependencies: ['chat_paid'] },
  chat_gifts: { description: 'Gifts sent in chats', safeDefault: false, dependencies: ['chat_paid', 'wallet'] },
  chat_translation: { description: 'Machine translation of messages', safeDefault: false, initial: 'off' },
} as const satisfies Record<string, FlagDefinition>;

export const AI = {
  ai_companions: { description: 'Conversations with AI companions', safeDefault: false },
  ai_support_bot: { description: 'Automatic first answer to support tickets', safeDefault: false },
  ai_voice_sessions: {
    description: 'Voice sessions with AI companions',
    safeDefault: false,
    initial: 'off',
    dependencies: ['ai_companions'],
  },
  ai_video_sessions: {
    description: 'Video sessions with AI companions',
    safeDefault: false,
    initial: 'off',
    dependencies: ['ai_companions'],
  },
  'ai.vector_search': { description: 'Semantic profile search', safeDefault: false, initial: 'off' },
  ai_moderation: { description: 'Automatic moderation of uploads', safeDefault: true },
} as const satisfies Record<string, FlagDefinition>;

export const DATING = {
  swipe: { description: 'Likes and passes', safeDefault: true, features: ['matching'] },
  matching: { description: 'Matches from mutual likes', safeDefault: true, features: ['matching'] },
  super_like: { description: 'Super-likes', safeDefault: false, initial: 'off', dependencies: ['swipe'] },
  boosts: { description: 'Paid profile boosts', safeDefault: false, initial: 'off', dependencies: ['wallet'] },
  rewind: { description: 'Taking back the last swipe', safeDefault: false, initial: 'off', dependencies: ['swipe'] },
  meetups: { description: 'Arranged meetings of matches', safeDefault: false, dependencies: ['matching'] },
} as const satisfies Record<string, FlagDefinition>;
