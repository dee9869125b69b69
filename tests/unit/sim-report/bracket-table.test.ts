// Goal: the bracket says what each queue model gives, and, where the truth is known, by how much each misses it.
// Method: results made up here, and their rows.
import { expect, test } from "bun:test";
import { bracketTableOf } from "../../../sim/report/bracket-table.ts";
import { smallResult } from "../../helpers/results.ts";

test("bracket table: data that show levels alone: two columns and no errors", () => {
  const { head, rows } = bracketTableOf(smallResult());
  expect(head).toEqual(["", "conservative", "probable"]);
  expect(rows.map(([name]) => name)).toEqual(["queue model", "fills", "volume, BTC", "gross, USDT", "net, USDT"]);
});

test("bracket table: data that name orders: the exact model beside them, and what each has too much or too little", () => {
  const result = smallResult();
  const { conservative, probable } = result.bracket;
  const exact = {
    ...{ queueModel: "exact", runHash: "00", fillsCount: conservative.fillsCount + 10 },
    ...{ volumeLots: conservative.volumeLots + 1000, net: conservative.net - 100_000_000n, gross: conservative.gross },
  };
  const named = { ...probable, queueModel: "calibrated (luno-xbtzar-0a1b2c3d)" };
  const { head, rows } = bracketTableOf({ ...result, bracket: { conservative, probable: named, exact } });
  expect(head).toEqual(["", "conservative", "probable", "exact"]);
  expect(rows[0]).toEqual(["queue model", "conservative", "calibrated", "exact"]);
  expect(rows[1]).toEqual(["fills", "312", "498", "322"]);
  expect(rows.slice(-3)).toEqual([
    ["error in fills", "-10", "176", ""],
    ["error in volume", "-0.01000", "0.17600", ""],
    ["error in net", "1.00", "-5.61", ""],
  ]);
});
