import { createHash } from 'node:crypto';
import type { Transporter } from 'nodemailer';
import type { NotifierChannel } from '../../ports/index.ts';

const TIMEOUT_MS = 10_000;

export interface EmailConfig {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: string;
}

/** E-mail over SMTP. The Message-ID follows from the key, so that mail clients fold a repeated delivery into the first. */
export function emailChannel({ smtpUrl, from, to }: EmailConfig): NotifierChannel {
  let transport: Promise<Transporter> | undefined;
  return {
    name: 'email',
    send: async ({ key, severity, title, body, source }) => {
      // Loaded with the first e-mail: the backend must start fast.
      transport ??= import('nodemailer').then(({ createTransport }) =>
        createTransport(smtpUrl, {
          connectionTimeout: TIMEOUT_MS,
          greetingTimeout: TIMEOUT_MS,
          socketTimeout: TIMEOUT_MS,
        } as object),
      );
      const id = createHash('sha256').update(key).digest('hex').slice(0, 32);
      const sent = await (await transport).sendMail({
        from,
        to,
        messageId: `<${id}@loadgate>`,
        subject: `[${severity}] ${title}`,
        text: `${body}\n\n${source}`,
      });
      const rejected = sent.rejected?.length ?? 0;
      if (rejected > 0) throw new Error(`the mail server rejected ${rejected} recipients`);
    },
  };
}
