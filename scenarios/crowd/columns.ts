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
  [index: number]: number;
}

export interface Columns {
  /** Bytes of the typed arrays; texts come on top. */
  readonly bytes: number;
  /** Back to zeroes: the row gets a new tenant. */
  clear(row: number): void;
}

/** Makes the columns for `rows` users, and defines on `prototype` a property for each that reads and writes the row of `this.row`. */
export function defineColumns(spec: StateSpec, rows: number, prototype: object): Columns {
  let bytes = 0;
  const clears: ((row: number) => void)[] = [];
  for (const [name, kind] of Object.entries(spec)) {
    if (name in prototype) throw new Error(`state "${name}": every user has something of that name; choose another`);
    if (kind === 'text') {
      const texts = new Map<number, string>();
      clears.push((row) => texts.delete(row));
      property(
        prototype,
        name,
        (row) => texts.get(row) ?? '',
        (row, value: string) => {
          if (value === '') texts.delete(row);
          else texts.set(row, value);
        },
      );
    } else if (typeof kind === 'string') {
      const column = new ARRAYS[kind](rows);
      bytes += column.byteLength;
      clears.push((row) => {
        column[row] = 0;
      });
      property(
        prototype,
        name,
        (row) => column[row] ?? 0,
        (row, value: number) => {
          column[row] = value;
        },
      );
    } else {
      const [type, length] = kind;
      const column = new ARRAYS[type](rows * length);
      bytes += column.byteLength;
      clears.push((row) => column.fill(0, row * length, (row + 1) * length));
      property(prototype, name, (row) => column.subarray(row * length, (row + 1) * length));
    }
  }
  return {
    bytes,
    clear(row) {
      for (const clear of clears) clear(row);
    },
  };
}

function property<T>(prototype: object, name: string, get: (row: number) => T, set?: (row: number, value: T) => void) {
  Object.defineProperty(prototype, name, {
    get(this: { readonly row: number }) {
      return get(this.row);
    },
    ...(set && {
      set(this: { readonly row: number }, value: T) {
        set(this.row, value);
      },
    }),
  });
}
