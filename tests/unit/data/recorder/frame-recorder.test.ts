// Goal: frames come back as they came, by instrument and day, each once and in order, whatever the disk does; those that
// found no room are counted, and what a recorder left is whole as far as it goes.
// Method: drawn frames of two instruments over three days into parts in memory, whose disk has moods; sealed to files,
// which gunzip reads, not our own reader. Then parts on real segments that are cut off anywhere.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { VirtualClock } from "../../../../sim/world/virtual-clock.ts";
import { PartFolders } from "../../../../src/adapters/segments/part-folders.ts";
import { sealFolder } from "../../../../src/commands/seal-folder.ts";
import { FrameRecorder } from "../../../../src/data/recorder/frame-recorder.ts";
import { framesKind } from "../../../../src/data/recorder/record-kinds.ts";
import { sealFrames } from "../../../../src/data/recorder/seal-frames.ts";
import { nsPerDay, nsPerMs, nsPerSecond } from "../../../../src/domain/time.ts";
import type { PartStore } from "../../../../src/ports/part-store.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { MoodyParts, type PartMood } from "../../../helpers/moody-parts.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const epochUnixNs = 1_723_075_200_000_000_000n;
const instruments = [spotBtcusdt, { ...spotBtcusdt, symbol: "ETHUSDT" }];

function openRecorder(clock: VirtualClock, store: PartStore, partBytesMax: number): FrameRecorder {
  return new FrameRecorder({
    ...{ clock, store, instruments, session: "00000abc", source: "made up", partBytesMax, queueBytesMax: 1 << 12 },
    ...{ syncEveryNs: nsPerSecond, syncBytes: 1 << 20, ended: () => {}, troubled: () => {}, dropping: () => {} },
  });
}

/** Lines of an instrument's files, in the order of their names. */
function linesOf(root: string, symbol: string): string[] {
  const paths = [...new Bun.Glob(`**/symbol=${symbol}/**/*.gz`).scanSync({ cwd: root })].toSorted();
  return paths.flatMap((path) => {
    const lines = gunzipSync(readFileSync(join(root, path)))
      .toString()
      .split("\n");
    expect(lines.pop()).toBe("");
    const days = new Set(lines.map((line) => new Date(Number(line.slice(0, 13))).toISOString().slice(0, 10)));
    expect([...days]).toEqual([/date=([\d-]+)/.exec(path)![1]!]);
    return lines;
  });
}

const frames = fc.array(
  fc.record({
    marketIndex: fc.constantFrom(0, 1),
    waitNs: fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: nsPerDay / 8 })),
    json: fc.jsonValue().map((value) => JSON.stringify(value, null, "\r\n")),
    mood: fc.constantFrom<PartMood>("well", "well", "well", "full"),
  }),
  { minLength: 1, maxLength: 60 },
);

test("frames: any frames on a disk with any moods: each that was taken is one line of its day, in order", () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 200, max: 4000 }), (told, partBytesMax) => {
      const clock = new VirtualClock(epochUnixNs, 0);
      const store = new MoodyParts();
      const recorder = openRecorder(clock, store, partBytesMax);
      clock.advanceTo(nsPerMs);
      const taken: string[][] = [[], []];
      for (const { marketIndex, waitNs, json, mood } of told) {
        store.mood = "well";
        clock.advanceTo(clock.nowNs() + waitNs);
        store.mood = mood;
        const { framesCount } = recorder.status;
        recorder.frame(marketIndex, 1, clock.nowNs(), Buffer.from(json));
        const line = `${epochUnixNs + BigInt(clock.nowNs())} ${json.replaceAll(/[\r\n]/g, " ")}`;
        if (recorder.status.framesCount > framesCount) taken[marketIndex]!.push(line);
      }
      store.mood = "well";
      const ending = recorder.close(60 * nsPerSecond);
      clock.advanceTo(clock.nowNs() + 120 * nsPerSecond);
      expect(Bun.peek(ending)).toEqual({ leftCount: 0 });
      const { framesCount, droppedFramesCount } = recorder.status;
      expect(framesCount + droppedFramesCount).toBe(told.length);
      using folder = temporaryFolder();
      for (const log of store.partsRead) sealFrames(log, folder.path);
      expect(instruments.map(({ symbol }) => linesOf(folder.path, symbol))).toEqual(taken);
    }),
    { numRuns: 60 },
  );
});

test("frames: a part cut off anywhere: what is whole before it is kept", async () => {
  using folder = temporaryFolder();
  const store = new PartFolders(folder.of("parts"), framesKind, 1 << 14);
  const clock = new VirtualClock(epochUnixNs, 0);
  const recorder = openRecorder(clock, store, 1 << 30);
  const told: string[] = [];
  for (let number = 0; number < 20; number++) {
    const json = JSON.stringify({ number, text: "x".repeat(100) });
    recorder.frame(0, 1, number, Buffer.from(json));
    told.push(`${epochUnixNs + BigInt(number)} ${json}`);
  }
  const ending = recorder.close(3600 * nsPerSecond);
  while (Bun.peek.status(ending) === "pending") {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advanceTo(clock.nowNs() + nsPerMs);
  }
  const [name] = store.names().filter((part) => [...store.open(part).records()].length > 1);
  const [segment] = readdirSync(join(store.folder, name!)).toSorted();
  truncateSync(join(store.folder, name!, segment!), 2000);
  const whole = [...store.open(name!).records()].length - 1;
  const sealed = sealFolder({ kind: framesKind, folder: store.folder, name: name!, root: folder.of("out") });
  expect([whole > 0 && whole < 20, sealed.framesCount]).toEqual([true, whole]);
  expect(linesOf(folder.of("out"), "BTCUSDT")).toEqual(told.slice(0, whole));
});
