// Goal: a part that cannot be sealed holds up no other, counts as waiting, and is sealed once that is possible.
// Method: the worker itself; parts without rows, one of which is not there yet.
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { PartFolders } from "../../../src/adapters/segments/part-folders.ts";
import { PartSealer } from "../../../src/commands/part-sealer.ts";
import { noteRecord, partStartOf, recordingKind } from "../../../src/data/recorder/record-kinds.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const [first, second] = ["00000abc-000001", "00000abc-000002"];

test("part sealer: a part that is not there: told and kept for later, the next one is sealed; again: both are", async () => {
  using folder = temporaryFolder();
  const parts = new PartFolders(folder.of("parts"), recordingKind);
  const told: string[] = [];
  using sealer = new PartSealer({
    sealed: ({ name }) => told.push(`sealed ${name}`),
    failed: (name) => told.push(`failed ${name}`),
    onBug: (error) => {
      throw error;
    },
  });
  await writePart(parts, second);
  const place = { kind: recordingKind, folder: parts.folder, root: folder.of("raw") } as const;
  sealer.add({ ...place, name: first });
  sealer.add({ ...place, name: second });
  expect(sealer.waitingCount).toBe(2);
  await sealer.idle();
  expect(told).toEqual([`failed ${first}`, `sealed ${second}`]);
  expect(sealer.waitingCount).toBe(1);

  await writePart(parts, first);
  sealer.again();
  await sealer.idle();
  expect(told.slice(2)).toEqual([`sealed ${first}`]);
  expect(sealer.waitingCount).toBe(0);
  expect(readdirSync(parts.folder)).toEqual([]);
});

async function writePart(parts: PartFolders, name: string): Promise<void> {
  const log = await parts.begin(name);
  const session = { session: "00000abc", source: "made up", instruments: [spotBtcusdt] };
  log.append(noteRecord(partStartOf(name, 0n, session)));
  await log.finish();
}
