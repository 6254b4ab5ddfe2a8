import type { Notification, NotifierChannel } from '../ports/index.ts';
import { discordChannel } from './adapters/discord.ts';
import { emailChannel } from './adapters/email.ts';
import { slackChannel } from './adapters/slack.ts';
import { webhookChannel } from './adapters/webhook.ts';

type Severity = Notification['severity'];

/** A way to reach people, and how bad things must be for it to be used. */
export interface ConfiguredChannel {
  readonly channel: NotifierChannel;
  readonly from: Severity;
}

const ORDER: readonly Severity[] = ['info', 'warning', 'critical'];
export const accepts = ({ from }: ConfiguredChannel, severity: Severity): boolean =>
  ORDER.indexOf(severity) >= ORDER.indexOf(from);

/**
 * The channels whose addresses are in the environment, their only source since each is a secret: `SLACK_WEBHOOK_URL`,
 * `DISCORD_WEBHOOK_URL`, `NOTIFY_WEBHOOK_URL` (signed when `NOTIFY_WEBHOOK_SECRET` is set), and for critical matters only (pack 353 §5)
 * e-mail: `SMTP_URL`, `NOTIFY_EMAIL_FROM`, `NOTIFY_EMAIL_TO`.
 * @throws Error naming the variable that is missing or no address
 */
export function channelsFromEnv(env: Readonly<Record<string, string | undefined>>): ConfiguredChannel[] {
  const channels: ConfiguredChannel[] = [];
  const slack = addressIn(env, 'SLACK_WEBHOOK_URL', ['http:', 'https:']);
  const discord = addressIn(env, 'DISCORD_WEBHOOK_URL', ['http:', 'https:']);
  const webhook = addressIn(env, 'NOTIFY_WEBHOOK_URL', ['http:', 'https:']);
  const smtpUrl = addressIn(env, 'SMTP_URL', ['smtp:', 'smtps:']);
  if (slack) channels.push({ channel: slackChannel(slack), from: 'info' });
  if (discord) channels.push({ channel: discordChannel(discord), from: 'info' });
  if (webhook) channels.push({ channel: webhookChannel(webhook, env.NOTIFY_WEBHOOK_SECRET), from: 'info' });
  if (smtpUrl) {
    const { NOTIFY_EMAIL_FROM: from, NOTIFY_EMAIL_TO: to } = env;
    if (!from || !to) throw new Error('SMTP_URL is set: also set NOTIFY_EMAIL_FROM and NOTIFY_EMAIL_TO');
    channels.push({ channel: emailChannel({ smtpUrl, from, to }), from: 'critical' });
  }
  return channels;
}

/** The value never appears in the error: it is a secret. */
function addressIn(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  protocols: readonly string[],
): string | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new Error(`${name} is no address: give one that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
  }
  return value;
}
