/** The history, or a run that was to join it, cannot be read or written. The message names the place and the fix; nothing was changed. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}
