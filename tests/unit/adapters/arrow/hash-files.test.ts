// Goal: the identity of data depends on its bytes alone.
// Method: files short and longer than a block, against sha256 worked out apart.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { hashFiles } from "../../../../src/adapters/arrow/hash-files.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const blockBytes = 2 ** 20;

function sha256(bytes: Uint8Array): Buffer {
  return new Bun.CryptoHasher("sha256").update(bytes).digest();
}

test.each([0, 1, blockBytes, blockBytes + 1, 3 * blockBytes + 17])(
  "hash files: %d bytes: sha256 over the sha256 of each",
  async (bytesCount) => {
    using folder = temporaryFolder();
    const contents = [Uint8Array.from({ length: bytesCount }, (_, at) => at % 251), Buffer.from("another")];
    const paths = contents.map((content, at) => {
      writeFileSync(folder.of(`${at}`), content);
      return folder.of(`${at}`);
    });
    expect(await hashFiles(paths)).toBe(sha256(Buffer.concat(contents.map(sha256))).toString("hex"));
  },
);

test("hash files: a file that is not there: named, with the reason", async () => {
  using folder = temporaryFolder();
  const path = folder.of("nowhere");
  expect(hashFiles([path])).rejects.toThrow(`${path}: cannot be read (ENOENT)`);
});
