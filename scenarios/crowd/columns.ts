/** A journey's state per user, declared once and kept in typed arrays: what a resting user costs is what its journey declares. */
const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array } as const;
type NumberKind = keyof typeof ARRAYS;

/** One number, a short list of numbers of fixed length, or a text (kept only for the users who have one). */
export type ColumnKind = NumberKind | 'text' | readonly [NumberKind, number];
export type StateSpec = Readonly<Record<string, ColumnKind>>;

/** What a user's declared state looks like to its journey. Numbers start at 0, texts at ''. */
export type StateOf<S extends StateSpec> = {
  -readonly [K in keyof S]: S[K] extends 'text' ? string : S[K] extends readonly unknown[] ? NumberList : number;
};

export interface NumberList {
  readonly length: number;
  get(index: number): number;
  set(index: number, value: number): void;
}

type Fields = Record<string, unknown>;

/**
 * The state of `rows` users. A user's numbers and texts are copied into fields of its object when a step begins, and back when it ends: in k6 a plain
 * field is several times as fast as a property with accessors.
 */
export interface Columns {
  /** Bytes of the typed arrays; texts come on top. */
  readonly bytes: number;
  /** Gives `user` the declared fields, at first empty. Throws where it has something of that name. */
  equip(user: object): void;
  load(user: object, row: number): void;
  save(user: object, row: number): void;
  /** Back to zeroes: the row gets a new tenant. */
  clear(row: number): void;
}

export function columnsOf(spec: StateSpec, rows: number): Columns {
  const numbers: { readonly name: string; readonly column: Uint8Array | Uint16Array | Uint32Array | Int32Array }[] = [];
  const texts: { readonly name: string; readonly column: Map<number, string> }[] = [];
  const lists: {
    readonly name: string;
    readonly column: Int32Array | Uint8Array | Uint16Array | Uint32Array;
    readonly length: number;
  }[] = [];
  for (const [name, kind] of Object.entries(spec)) {
    if (kind === 'text') texts.push({ name, column: new Map() });
    else if (typeof kind === 'string') numbers.push({ name, column: new ARRAYS[kind](rows) });
    else lists.push({ name, column: new ARRAYS[kind[0]](rows * kind[1]), length: kind[1] });
  }
  return {
    bytes: [...numbers, ...lists].reduce((sum, { column }) => sum + column.byteLength, 0),

    equip(user) {
      const clash = Object.keys(spec).find((name) => name in user);
      if (clash !== undefined)
        throw new Error(`state "${clash}": every user has something of that name; choose another`);
      for (const { name } of numbers) (user as Fields)[name] = 0;
      for (const { name } of texts) (user as Fields)[name] = '';
      for (const { name, column, length } of lists) (user as Fields)[name] = new RowList(column, length);
    },

    load(user, row) {
      const fields = user as Fields;
      for (let i = 0; i < numbers.length; i++) {
        const { name, column } = numbers[i] as (typeof numbers)[number];
        fields[name] = column[row];
      }
      for (let i = 0; i < texts.length; i++) {
        const { name, column } = texts[i] as (typeof texts)[number];
        fields[name] = column.get(row) ?? '';
      }
      for (let i = 0; i < lists.length; i++) {
        const { name, length } = lists[i] as (typeof lists)[number];
        (fields[name] as RowList).from = row * length;
      }
    },

    save(user, row) {
      const fields = user as Fields;
      for (let i = 0; i < numbers.length; i++) {
        const { name, column } = numbers[i] as (typeof numbers)[number];
        column[row] = fields[name] as number;
      }
      for (let i = 0; i < texts.length; i++) {
        const { name, column } = texts[i] as (typeof texts)[number];
        const text = fields[name] as string;
        if (text === '') column.delete(row);
        else column.set(row, text);
      }
    },

    clear(row) {
      for (const { column } of numbers) column[row] = 0;
      for (const { column } of texts) column.delete(row);
      for (const { column, length } of lists) column.fill(0, row * length, (row + 1) * length);
    },
  };
}

/** The part of a column that belongs to the user of the present step. */
class RowList implements NumberList {
  readonly length: number;
  /** Index of its first number in the column. */
  from = 0;
  private readonly column: { [index: number]: number };

  constructor(column: { [index: number]: number }, length: number) {
    this.column = column;
    this.length = length;
  }

  get(index: number): number {
    return this.column[this.from + index] ?? 0;
  }

  set(index: number, value: number): void {
    this.column[this.from + index] = value;
  }
}
