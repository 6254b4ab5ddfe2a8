import type { DocData, Writer } from '../ports/index.ts';

/** Who asks for help: a user, or a part of the system that could not settle something by itself. */
export type TicketSource = 'user' | 'payment' | 'event' | 'session' | 'panic';
type TicketPriority = 'normal' | 'high' | 'critical';

export interface NewTicket {
  readonly source: TicketSource;
  /** Unique within the source: the same key names the same ticket. */
  readonly key: string;
  /** Whom it is about. */
  readonly userId: string;
  readonly subject: string;
  readonly body: string;
  readonly priority: TicketPriority;
  /** Ids of what it is about, such as `{transactionId}`. */
  readonly refs: Readonly<Record<string, string>>;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Document `supportTickets/{source}:{key}`. */
export interface TicketDoc extends DocData {
  readonly source: TicketSource;
  readonly userId: string;
  readonly subject: string;
  readonly body: string;
  readonly priority: TicketPriority;
  readonly refs: Readonly<Record<string, string>>;
  readonly at: number;
  readonly status: 'open' | 'closed';
  readonly closedBy: string | null;
  readonly notes: string | null;
}

/** The source is part of the id, so that no user can take the id of a ticket that the system will need. */
export const ticketId = (source: TicketSource, key: string): string => `${source}:${key}`;
export const ticketPath = (id: string): string => `supportTickets/${id}`;

/**
 * Opens a ticket within the caller's transaction, which thereby commits both what went wrong and the call for help, or neither.
 * @returns the ticket's id
 * @throws OperationError `already-exists` at the commit where the ticket is there: open it with the state change that it reports
 */
export function openTicket(writer: Writer, { key, ...ticket }: NewTicket): string {
  const id = ticketId(ticket.source, key);
  const doc: TicketDoc = { ...ticket, status: 'open', closedBy: null, notes: null };
  writer.create(ticketPath(id), doc);
  return id;
}
