/** A fitted microprice on disk: JSON that says what the adjustments are, and from which data. Written whole, read checked. */
import { z } from "zod";
import { type MicropriceTable, micropriceTableSchema } from "../core/features/fitted-microprice.ts";
import { kebabKey } from "../domain/instrument.ts";
import { readJson } from "./read-file.ts";
import { writeWhole } from "./write-whole.ts";

const micropriceFile = z.strictObject({
  model: z.literal("microprice"),
  version: z.literal(1),
  /** Of whose touch, and a hash of table and source. */
  name: z.string().min(1),
  table: micropriceTableSchema,
  source: z.strictObject({
    /** As `instrumentKey` names it. */
    instrument: z.string().min(1),
    /** sha256 over the content of each tape. */
    dataHashes: z.array(z.string()).min(1),
    /** Changes of the touch that were counted, each from a state to the next. */
    movesCount: z.int().nonnegative(),
  }),
});
export type MicropriceFile = z.infer<typeof micropriceFile>;

/** @param source of the data. */
export function micropriceFileOf(table: MicropriceTable, source: MicropriceFile["source"]): MicropriceFile {
  const described = { table, source };
  const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify(described)).digest("hex").slice(0, 8);
  const name = `microprice-${kebabKey(source.instrument)}-${hash}`;
  return { model: "microprice", version: 1, name, ...described };
}

/** @throws InputError, one line: what is wrong with the file and where. */
export function readMicropriceFile(path: string): MicropriceFile {
  return readJson(path, micropriceFile, "a file of data fit-microprice");
}

export function writeMicropriceFile(path: string, file: MicropriceFile): void {
  writeWhole(path, `${JSON.stringify(file, undefined, 2)}\n`);
}
