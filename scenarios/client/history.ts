import type { OperationName } from '../../lib/api/index.ts';
import type { HistoryEnd, HistoryRecord } from '../../lib/history/index.ts';
import type { Reply } from '../crowd/reply.ts';

/** The operations that are recorded, with the fields of request and response that checkers need. Reads of pages are not: they change nothing. */
const RECORDED: Readonly<
  Partial<Record<OperationName, { readonly request: readonly string[]; readonly response: readonly string[] }>>
> = {
  swipe: { request: ['targetId', 'action'], response: [] },
  getWallet: { request: [], response: ['balance'] },
  purchaseTokens: { request: ['provider', 'packId'], response: ['transactionId', 'status', 'providerTxId', 'tokens'] },
  getTransactionStatus: { request: ['transactionId'], response: ['status', 'tokens', 'retries'] },
  sendChatMessage: { request: ['recipientId'], response: ['chatId', 'charged', 'balance', 'at'] },
  startCall: {
    request: ['calleeId', 'kind', 'scheduledMinutes'],
    response: ['sessionId', 'status', 'ratePerMinute', 'prepaid', 'balance'],
  },
  sessionHeartbeat: { request: ['sessionId'], response: ['status', 'billedMinutes'] },
  endCall: { request: ['sessionId'], response: ['status', 'billedMinutes', 'charged', 'refunded'] },
  markSessionInterrupted: { request: ['sessionId', 'reason'], response: ['status', 'graceEndsAt'] },
  attemptSessionRecovery: { request: ['sessionId'], response: ['status', 'attempts', 'refunded'] },
  ingestEvents: { request: ['events'], response: ['accepted', 'duplicates'] },
  createEvent: { request: ['ticketPrice'], response: [] },
  buyEventTicket: { request: ['eventId'], response: ['price', 'balance'] },
  verifyEventCheckIn: { request: ['eventId'], response: ['success', 'status', 'failures', 'ticketId'] },
  createSupportTicket: { request: [], response: [] },
  triggerPanic: { request: [], response: ['at'] },
};

/** Whether a record holds something of the answer: decoding one that nobody reads costs more than the rest of its record. */
export const recordsAnswer = (operation: OperationName): boolean => (RECORDED[operation]?.response.length ?? 0) > 0;

export interface Invocation {
  readonly user: string;
  readonly operation: OperationName;
  readonly request: unknown;
  readonly key: string;
  readonly attempt: number;
  readonly invokedAt: number;
}

/** Lines that are written at once: each write goes through k6's logger, which costs more than the line. */
const BATCH = 100;

/**
 * Records each operation once, when its outcome is known; what is open at the end of the load is written as `info` without a completion. A
 * generator that is killed leaves its last operations out, which the missing {@link HistoryEnd} tells.
 */
export class HistoryWriter {
  private readonly write: (lines: string) => void;
  private readonly open = new Map<string, Invocation>();
  private lines: string[] = [];
  private written = 0;
  private unkeyed = 0;
  private isClosed = false;
  private readonly prefix: string;

  /** `prefix` tells apart the operations without a key of different writers (VUs). `write` takes some lines at once. */
  constructor(prefix: string, write: (lines: string) => void) {
    this.prefix = prefix;
    this.write = write;
  }

  /** Returns the operation's id, or '' where it is not recorded. */
  invoke(invocation: Invocation): string {
    if (!RECORDED[invocation.operation]) return '';
    const key = invocation.key || `${this.prefix}.${this.unkeyed++}`;
    const id = `${invocation.user}/${invocation.operation}/${key}#${invocation.attempt}`;
    this.open.set(id, invocation);
    return id;
  }

  complete(id: string, reply: Reply<unknown>, completedAt: number): void {
    const invocation = this.open.get(id);
    if (!invocation) return;
    this.open.delete(id);
    this.record(recordOf(id, invocation, reply, completedAt));
  }

  /** Hands over what was gathered. Call it about once a second. */
  flush(): void {
    if (this.lines.length === 0) return;
    this.write(this.lines.join('\n'));
    this.lines = [];
  }

  /** Writes what is still open (nobody will know what became of it), and how much was written in all. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const [id, invocation] of this.open) this.record(recordOf(id, invocation, null, null));
    this.open.clear();
    const end: HistoryEnd = { writer: this.prefix, records: this.written };
    this.lines.push(JSON.stringify(end));
    this.flush();
  }

  private record(record: HistoryRecord): void {
    this.written++;
    this.lines.push(JSON.stringify(record));
    if (this.lines.length >= BATCH) this.flush();
  }
}

function recordOf(
  id: string,
  invocation: Invocation,
  reply: Reply<unknown> | null,
  completedAt: number | null,
): HistoryRecord {
  const fields = RECORDED[invocation.operation];
  const common = {
    id,
    user: invocation.user,
    operation: invocation.operation,
    key: invocation.key || null,
    attempt: invocation.attempt,
    invokedAt: invocation.invokedAt,
    completedAt,
  };
  const request = pick(invocation.request, fields?.request ?? []);
  if (reply === null) return { ...common, outcome: 'info', request };
  if (reply.ok) return { ...common, outcome: 'ok', request, response: pick(reply.result, fields?.response ?? []) };
  switch (reply.outcome) {
    case 'unknown':
      return { ...common, outcome: 'info', code: reply.code, request };
    case 'refused': {
      const code = reply.reason === 'rate-limited' ? 'resource-exhausted' : 'failed-precondition';
      return { ...common, outcome: 'fail', code, reason: reply.reason, request };
    }
    case 'error':
      return { ...common, outcome: 'fail', code: reply.code, reason: reply.reason, request };
  }
}

/** A list is recorded by its length: the events of a batch have ids that follow from the batch's. */
function pick(from: unknown, fields: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  if (typeof from !== 'object' || from === null) return picked;
  for (const field of fields) {
    const value = (from as Readonly<Record<string, unknown>>)[field];
    if (value !== undefined) picked[field] = Array.isArray(value) && field === 'events' ? value.length : value;
  }
  return picked;
}
