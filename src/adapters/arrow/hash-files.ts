/** The identity of data: sha256 over files' bytes, whatever they are called and wherever they lie. */

import { createHash, type Hash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { InputError } from "../../base/input-error.ts";

const blockBytes = 1 << 20;

/** Over the files' own hashes, in the order given. @throws InputError when one cannot be read. */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const whole = createHash("sha256");
  for (const path of paths) whole.update(await hashFile(path));
  return whole.digest("hex");
}

async function hashFile(path: string): Promise<Buffer> {
  const hash = createHash("sha256");
  try {
    // A stream takes longer to set up than a source file to read, and there are hundreds of those.
    if (statSync(path).size <= blockBytes) hash.update(readFileSync(path));
    else await addStream(path, hash);
  } catch (error) {
    throw new InputError(path, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return hash.digest();
}

async function addStream(path: string, hash: Hash): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: blockBytes })) hash.update(chunk as Buffer);
}
