/** What a client's screen would do after an operation: told in shadow mode, so that a screen can be tried without changing data. */
export type UiIntent =
  | { readonly type: 'show_toast'; readonly message: string }
  | { readonly type: 'navigate'; readonly path: string };

const toast = (message: string): UiIntent => ({ type: 'show_toast', message });
const navigate = (path: string): UiIntent => ({ type: 'navigate', path });

type Intents = (result: Readonly<Record<string, unknown>>) => readonly UiIntent[];

/** By operation; what changes nothing that a user would be told of is not listed. */
const INTENTS: Readonly<Record<string, Intents>> = {
  updateProfile: () => [toast('Profile saved')],
  swipe: ({ matched, matchId }) =>
    matched === true ? [toast('It is a match'), navigate(`/matches/${String(matchId)}`)] : [],
  purchaseTokens: ({ transactionId }) => [toast('Purchase started'), navigate(`/purchases/${String(transactionId)}`)],
  sendChatMessage: ({ chatId }) => [toast('Message sent'), navigate(`/chats/${String(chatId)}`)],
  startCall: ({ sessionId }) => [navigate(`/calls/${String(sessionId)}`)],
  endCall: () => [toast('Call ended')],
  verifyEventCheckIn: ({ success }) => [toast(success === true ? 'Checked in' : 'Check-in is being looked at')],
  createSupportTicket: ({ ticketId }) => [toast('Ticket opened'), navigate(`/support/${String(ticketId)}`)],
  triggerPanic: () => [toast('Help has been called')],
};

export function uiIntentsOf(operation: string, result: unknown): readonly UiIntent[] {
  const intents = INTENTS[operation];
  return intents && typeof result === 'object' && result !== null ? intents(result as Record<string, unknown>) : [];
}
