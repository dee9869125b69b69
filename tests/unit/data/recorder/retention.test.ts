// Goal: what has had its time goes, whole days and the oldest first, and no more than asked for.
// Method: cases by hand, and for any files the three rules on what stays.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { outdatedFiles } from "../../../../src/data/recorder/retention.ts";

const file = (date: string, bytesCount: number, time = "20240301T000000.000000000Z") => ({
  ...{ path: `date=${date}/${time}-mwsuaeu7-000001.parquet`, date, bytesCount },
});
const today = "2024-03-02";

test("retention: days: today counts as one, months have their lengths", () => {
  const files = ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"].map((date) => file(date, 5));
  expect(outdatedFiles(files, { days: 2 }, today)).toEqual(files.slice(0, 2));
  expect(outdatedFiles(files, { days: 1 }, today)).toEqual(files.slice(0, 3));
  expect(outdatedFiles(files, {}, today)).toEqual([]);
});

test("retention: what was imported into the same partitions: stays, and does not count", () => {
  const imported = { path: "date=2024-02-01/20240201T000000.000000001Z.parquet", date: "2024-02-01", bytesCount: 900 };
  const recorded = file("2024-02-28", 5);
  expect(outdatedFiles([imported, recorded], { days: 1 }, today)).toEqual([recorded]);
  expect(outdatedFiles([imported, recorded], { bytes: 5 }, today)).toEqual([]);
});

test("retention: any files and bounds: the oldest whole days go, no more than needed, never today", () => {
  const some = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 100 })), { maxLength: 20 });
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 500 }), (drawn, bytes) => {
      const files = drawn.map(([day, size], at) => file(`2024-03-0${day}`, size, String(at)));
      const outdated = outdatedFiles(files, { bytes }, "2024-03-09");
      const stay = files.filter((of) => !outdated.includes(of));
      const sizeOf = (of: typeof files) => of.reduce((sum, { bytesCount }) => sum + bytesCount, 0);
      const [lastGone, firstStays] = [outdated.at(-1)?.date ?? "", stay.map(({ date }) => date).toSorted()[0] ?? "z"];
      expect(lastGone < firstStays).toBe(true);
      expect(outdated.some(({ date }) => date === "2024-03-09")).toBe(false);
      expect(sizeOf(stay) <= bytes || stay.every(({ date }) => date === "2024-03-09")).toBe(true);
      const lastDay = outdated.filter(({ date }) => date === lastGone);
      if (lastDay.length > 0) expect(sizeOf(stay) + sizeOf(lastDay)).toBeGreaterThan(bytes);
    }),
  );
});
