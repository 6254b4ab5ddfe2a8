import type { Notification, NotifierChannel } from '../../ports/index.ts';
import { postJson } from './post-json.ts';

const ICONS = { info: ':information_source:', warning: ':warning:', critical: ':rotating_light:' } as const;

/** Slack gives `&`, `<` and `>` a meaning: a title must not ping a channel. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Slack's incoming webhooks. `url` is the secret address that Slack gives out. */
export function slackChannel(url: string): NotifierChannel {
  return {
    name: 'slack',
    send: ({ severity, title, body, source }: Notification) => {
      const text = `${ICONS[severity]} *${escaped(title)}*\n${escaped(body)}\n_${escaped(source)} · ${severity}_`;
      return postJson('Slack', url, JSON.stringify({ text }));
    },
  };
}
