/** Letters that Unicode does not decompose into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** Names, cities and interests repeat: their words are kept, up to so many texts. */
const MEMORY = 20_000;
const known = new Map<string, readonly string[]>();

/** The words of a text in their searchable form: lower case, without accents (`Zażółć` → `zazolc`). */
export function wordsOf(text: string): readonly string[] {
  const before = known.get(text);
  if (before) return before;
  const words = split(text);
  if (known.size >= MEMORY) known.clear();
  known.set(text, words);
  return words;
}

function split(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[łøđðþßæœı]/g, (letter) => LETTERS[letter] ?? letter);
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
