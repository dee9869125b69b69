/**
 * How a struct of the shared memory is laid out: its fields in order, each a number or a column of so many, and the
 * line of text by which the two sides compare.
 */
export type Field = readonly [name: string, type: keyof typeof bytesOf, length?: number];

const bytesOf = { f64: 8, i32: 4, u32: 4, u16: 2, u8: 1 } as const;

export type Offsets<F extends readonly Field[]> = { readonly [Name in F[number][0]]: number };

/** Byte offset of each field, and the size of the whole. */
export function structOf<const F extends readonly Field[]>(fields: F): { bytes: number; at: Offsets<F> } {
  const { offsets, bytes } = place(fields);
  return { bytes, at: Object.fromEntries(offsets.map(([name, offset]) => [name, offset])) as Offsets<F> };
}

/** A struct as the C++ side spells it: name, size, and each field with its type and offset. */
export function describe(name: string, fields: readonly Field[]): string {
  const { offsets, bytes } = place(fields);
  return [`${name}:${bytes}`, ...offsets.map(([field, offset, type]) => `${field}:${type}@${offset}`)].join(" ");
}

export function describeLimits(limits: Readonly<Record<string, number>>): string {
  return Object.entries(limits)
    .map(([name, limit]) => `${snakeCase(name)}=${limit}`)
    .join(" ");
}

/** Fields in order; widest first, so that nothing needs padding. */
function place(fields: readonly Field[]): { offsets: [string, number, string][]; bytes: number } {
  let bytes = 0;
  const offsets = fields.map(([name, type, length]): [string, number, string] => {
    const offset = bytes;
    bytes += bytesOf[type] * (length ?? 1);
    return [name, offset, length === undefined ? type : `${type}[${length}]`];
  });
  return { offsets, bytes };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
