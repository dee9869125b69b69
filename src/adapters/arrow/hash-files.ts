/** The identity of data: sha256 over files' bytes, whatever they are called and wherever they lie. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { InputError } from "../../base/input-error.ts";

/** Over the files' own hashes, in the order given. @throws InputError when one cannot be read. */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const whole = createHash("sha256");
  for (const path of paths) whole.update(await hashFile(path));
  return whole.digest("hex");
}

async function hashFile(path: string): Promise<Buffer> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  } catch (error) {
    throw new InputError(path, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return hash.digest();
}
