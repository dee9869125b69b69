/** Files of a tar archive, as text by their names: recorded answers come in archives. */
import { gunzipSync } from "node:zlib";

const blockBytes = 512;

/** @param bytes gzipped. */
export function filesOfTar(bytes: Uint8Array): Map<string, string> {
  const archive = Buffer.from(gunzipSync(bytes));
  const files = new Map<string, string>();
  for (let at = 0; at + blockBytes <= archive.length && archive[at] !== 0; ) {
    const name = textAt(archive, at, 100);
    const size = Number.parseInt(textAt(archive, at + 124, 12), 8);
    const isFile = archive[at + 156] === 0 || archive[at + 156] === 0x30;
    if (isFile) files.set(name, archive.toString("utf8", at + blockBytes, at + blockBytes + size));
    at += blockBytes * (1 + Math.ceil(size / blockBytes));
  }
  return files;
}

function textAt(archive: Buffer, at: number, length: number): string {
  return archive.toString("utf8", at, at + length).replace(/[\0 ].*$/s, "");
}
