import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Notification, NotifierChannel } from '../ports/index.ts';
import { discordChannel } from './adapters/discord.ts';
import { emailChannel } from './adapters/email.ts';
import { slackChannel } from './adapters/slack.ts';
import { webhookChannel } from './adapters/webhook.ts';
import { accepts, channelsFromEnv } from './channels.ts';
import { httpSink } from './testing/http-sink.ts';
import { smtpSink } from './testing/smtp-sink.ts';

const notification: Notification = {
  key: 'payments:tx1',
  severity: 'critical',
  title: 'A <!channel> title',
  body: 'cost & effect @everyone',
  source: 'payments',
};

let http: Awaited<ReturnType<typeof httpSink>>;
let smtp: Awaited<ReturnType<typeof smtpSink>>;
beforeAll(async () => {
  [http, smtp] = await Promise.all([httpSink(), smtpSink()]);
});
afterAll(async () => {
  await Promise.all([http.close(), smtp.close()]);
});
beforeEach(() => {
  http.received.length = 0;
  http.status = 200;
});

describe('over a real socket', () => {
  test('Slack gets its payload, and a title cannot ping a channel', async () => {
    await slackChannel(`${http.url}/services/T0/B0/secret`).send(notification);
    expect(http.received[0]?.path).toBe('/services/T0/B0/secret');
    expect(JSON.parse(http.received[0]?.body ?? '')).toEqual({
      text: ':rotating_light: *A &lt;!channel&gt; title*\ncost &amp; effect @everyone\n_payments · critical_',
    });
  });

  test('Discord gets an embed, and nobody is mentioned', async () => {
    http.status = 204;
    await discordChannel(`${http.url}/api/webhooks/1/secret`).send({ ...notification, title: 'x'.repeat(300) });
    expect(JSON.parse(http.received[0]?.body ?? '')).toEqual({
      embeds: [
        {
          title: 'x'.repeat(256),
          description: 'cost & effect @everyone',
          color: 0xda3633,
          footer: { text: 'payments · critical' },
        },
      ],
      allowed_mentions: { parse: [] },
    });
  });

  test('a webhook gets the whole notification, its key and a signature over the bytes', async () => {
    await webhookChannel(http.url, 'shared secret').send(notification);
    const [request] = http.received;
    expect(JSON.parse(request?.body ?? '')).toEqual(notification);
    expect(request?.headers['idempotency-key']).toBe('payments:tx1');
    const mac = createHmac('sha256', 'shared secret')
      .update(request?.body ?? '')
      .digest('hex');
    expect(request?.headers['x-loadgate-signature']).toBe(`sha256=${mac}`);
  });

  test('a mail arrives with a Message-ID that follows from the key', async () => {
    const email = emailChannel({ smtpUrl: smtp.url, from: 'loadgate@example.com', to: 'ops@example.com' });
    await email.send(notification);
    await email.send(notification);
    const [first, second] = smtp.messages;
    expect(first).toContain('Subject: [critical] A <!channel> title');
    expect(first).toContain('To: ops@example.com');
    const idOf = (message = '') => /^Message-ID: (.*)$/m.exec(message)?.[1];
    expect(idOf(first)).toMatch(/^<[0-9a-f]{32}@loadgate>/);
    expect(idOf(second)).toBe(idOf(first));
  });
});

describe('a delivery that is not acknowledged', () => {
  const secret = 'T0S3CRET';
  test.each<[string, () => NotifierChannel]>([
    ['Slack', () => slackChannel(`${http.url}/${secret}`)],
    ['Discord', () => discordChannel(`${http.url}/${secret}`)],
    ['the webhook', () => webhookChannel(`${http.url}/${secret}`)],
  ])('%s: a status that is no success throws, without the address', async (name, channel) => {
    for (const status of [301, 400, 404, 429, 500]) {
      http.status = status;
      const error = await channel()
        .send(notification)
        .then(
          () => null,
          (thrown: Error) => thrown,
        );
      expect(error?.message).toMatch(new RegExp(`^${name} (answered ${status}|could not be reached)`));
      expect(String(error?.stack)).not.toContain(secret);
    }
  });

  test('an address where nobody listens throws', async () => {
    const gone = await httpSink();
    await gone.close();
    await expect(slackChannel(`${gone.url}/${secret}`).send(notification)).rejects.toThrow(
      /^Slack could not be reached: ECONNREFUSED$/,
    );
  });

  test('a mail server that refuses the recipient throws', async () => {
    smtp.accepting = false;
    const email = emailChannel({ smtpUrl: smtp.url, from: 'a@example.com', to: 'b@example.com' });
    await expect(email.send(notification)).rejects.toThrow(/550/);
    smtp.accepting = true;
  });
});

describe('the environment', () => {
  test('names the channels; e-mail is for critical matters only', () => {
    const channels = channelsFromEnv({
      SLACK_WEBHOOK_URL: 'https://hooks.slack.example/x',
      DISCORD_WEBHOOK_URL: 'https://discord.example/x',
      NOTIFY_WEBHOOK_URL: 'http://127.0.0.1:1/x',
      SMTP_URL: 'smtp://127.0.0.1:25',
      NOTIFY_EMAIL_FROM: 'a@example.com',
      NOTIFY_EMAIL_TO: 'b@example.com',
    });
    expect(channels.map(({ channel }) => channel.name)).toEqual(['slack', 'discord', 'webhook', 'email']);
    const reached = (severity: Notification['severity']) =>
      channels.filter((channel) => accepts(channel, severity)).map(({ channel }) => channel.name);
    expect(reached('info')).toEqual(['slack', 'discord', 'webhook']);
    expect(reached('warning')).toEqual(['slack', 'discord', 'webhook']);
    expect(reached('critical')).toEqual(['slack', 'discord', 'webhook', 'email']);
    expect(channelsFromEnv({})).toEqual([]);
  });

  test.each([
    [{ SLACK_WEBHOOK_URL: 'hunter2' }, 'SLACK_WEBHOOK_URL is no address'],
    [{ DISCORD_WEBHOOK_URL: 'ftp://hunter2' }, 'DISCORD_WEBHOOK_URL is no address'],
    [{ SMTP_URL: 'https://hunter2' }, 'SMTP_URL is no address'],
    [{ SMTP_URL: 'smtp://hunter2' }, 'also set NOTIFY_EMAIL_FROM and NOTIFY_EMAIL_TO'],
  ])('%j is refused by the name of the variable, not its value', (env, message) => {
    expect(() => channelsFromEnv(env)).toThrow(message);
    expect(() => channelsFromEnv(env)).not.toThrow('hunter2');
  });
});
