/** Something that people must hear of. */
export interface Notification {
  /** Idempotency key: one delivery per channel and key. */
  readonly key: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly title: string;
  readonly body: string;
  readonly source: string;
}

/** One way to reach people (Slack, Discord, webhook, e-mail). Throws when the delivery is not acknowledged. */
export interface NotifierChannel {
  readonly name: string;
  send(notification: Notification): Promise<void>;
}
