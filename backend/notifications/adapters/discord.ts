import type { Notification, NotifierChannel } from '../../ports/index.ts';
import { postJson } from './post-json.ts';

const COLOURS = { info: 0x2f81f7, warning: 0xd29922, critical: 0xda3633 } as const;
/** Discord refuses longer ones. */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4096;

/** Discord's webhooks. `url` is the secret address that Discord gives out. */
export function discordChannel(url: string): NotifierChannel {
  return {
    name: 'discord',
    send: ({ severity, title, body, source }: Notification) => {
      const embed = {
        title: title.slice(0, MAX_TITLE),
        description: body.slice(0, MAX_DESCRIPTION),
        color: COLOURS[severity],
        footer: { text: `${source} · ${severity}` },
      };
      // Without this, "@everyone" in a text would ping everyone.
      return postJson('Discord', url, JSON.stringify({ embeds: [embed], allowed_mentions: { parse: [] } }));
    },
  };
}
