/** Calls for help: tickets of users and of the system's own parts, and the panic button. */
import type { Module } from '../operations/index.ts';
import { closeSupportTicket, listSupportTickets } from './desk.ts';
import { triggerPanic } from './panic.ts';
import { createSupportTicket } from './user-tickets.ts';

export { type NewTicket, openTicket, type TicketDoc, ticketId, ticketPath } from './tickets.ts';

export const supportModule = (): Module => ({
  name: 'support',
  operations: [createSupportTicket, triggerPanic, listSupportTickets, closeSupportTicket],
});
