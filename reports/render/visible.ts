/** Text without what a reader cannot see: control characters and what reorders text become U+FFFD. Line breaks and tabs stay. */
export const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** {@link visible} text on one line, at most `most` characters. */
export function oneLine(text: string, most = Number.POSITIVE_INFINITY): string {
  const line = visible(text.replace(/\s+/g, ' ')).trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
