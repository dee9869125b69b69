// Goal: what was lost stops, pauses and widens exactly at its bound, and no sooner or later than said lets go.
// Method: a position of one lot and mids, so that net P&L is the move of the mid in ticks of a lot.
import { describe, expect, test } from "bun:test";
import { BookRisk } from "../../../../src/core/risk/book-risk.ts";
import { bid } from "../../../../src/domain/side.ts";
import { nsPerDay, nsPerSecond } from "../../../../src/domain/time.ts";
import { riskDesk, tickLotUnits } from "../../../helpers/risk-desk.ts";

/** One lot long from 101 on. */
function long(...args: Parameters<typeof riskDesk>) {
  const desk = riskDesk(...args);
  desk.fill(1, 101);
  return desk;
}

describe("drawdown:", () => {
  test("session: from the peak, at the bound, and for good; a reset counts from there", () => {
    const { risk, at } = long({ drawdown: { sessionUnitsMax: 10 * tickLotUnits } });
    at(1, 111);
    at(2, 102);
    expect(risk.stop).toBeUndefined();
    at(3, 101);
    expect(risk.stop).toBe("session_drawdown");
    at(2 * nsPerDay, 300);
    expect(risk.stop).toBe("session_drawdown");
    risk.reset();
    expect(risk.stop).toBeUndefined();
    at(2 * nsPerDay + 1, 291);
    expect(risk.stop).toBeUndefined();
    at(2 * nsPerDay + 2, 290);
    expect(risk.stop).toBe("session_drawdown");
  });

  test("day: ends with the UTC day, and the next one counts from where P&L then stands", () => {
    const { risk, at } = long({ drawdown: { dayUnitsMax: 10 * tickLotUnits } });
    at(1, 91);
    expect(risk.stop).toBe("day_drawdown");
    at(nsPerDay - 1, 120);
    expect(risk.stop).toBe("day_drawdown");
    at(nsPerDay, 121);
    expect(risk.stop).toBeUndefined();
    at(nsPerDay + 1, 112);
    expect(risk.stop).toBeUndefined();
    at(nsPerDay + 2, 111);
    expect(risk.stop).toBe("day_drawdown");
  });

  test("both: the session's is graver", () => {
    const { risk, at } = long({ drawdown: { sessionUnitsMax: 20 * tickLotUnits, dayUnitsMax: 10 * tickLotUnits } });
    at(1, 91);
    expect(risk.stop).toBe("day_drawdown");
    at(2, 81);
    expect(risk.stop).toBe("session_drawdown");
  });

  test("book: what all lose together stops all; one's gain makes up for another's loss", () => {
    const book = new BookRisk({ drawdown: { sessionUnitsMax: 10 * tickLotUnits } });
    const one = long({}, book);
    const other = long({}, book);
    one.at(1, 111);
    other.at(1, 92);
    expect([one.risk.stop, other.risk.stop]).toEqual([undefined, undefined]);
    other.at(2, 91);
    expect([one.risk.stop, other.risk.stop]).toEqual(["book_drawdown", "book_drawdown"]);
    one.risk.reset();
    expect(other.risk.stop).toBeUndefined();
  });

  test("a market's day and the book's session: the latter is graver, whichever looks first", () => {
    const book = new BookRisk({ drawdown: { sessionUnitsMax: 10 * tickLotUnits } });
    const { risk, at } = long({ drawdown: { dayUnitsMax: 5 * tickLotUnits } }, book);
    at(1, 95);
    expect(risk.stop).toBe("day_drawdown");
    at(2, 91);
    expect(risk.stop).toBe("book_drawdown");
  });

  test("book: that of a day is named apart", () => {
    const { risk, at } = long({}, new BookRisk({ drawdown: { dayUnitsMax: 10 * tickLotUnits } }));
    at(1, 91);
    expect(risk.stop).toBe("book_day_drawdown");
  });
});

describe("loss rate:", () => {
  const limits = { lossRate: { unitsMax: 10 * tickLotUnits, windowNs: 64 * nsPerSecond, pauseNs: 5 * nsPerSecond } };

  test("at the bound within the window: paused for as long as said, then not", () => {
    const { risk, market, at } = long(limits);
    at(nsPerSecond, 92);
    expect(risk.fault(market)).toBeUndefined();
    at(2 * nsPerSecond, 91);
    expect(risk.fault(market)).toBe("loss_rate");
    at(7 * nsPerSecond - 1, 91);
    expect(risk.fault(market)).toBe("loss_rate");
    at(7 * nsPerSecond, 91);
    expect(risk.fault(market)).toBeUndefined();
  });

  test("the same loss over more than the window: no pause", () => {
    const { risk, market, at } = long(limits);
    for (let second = 1; second <= 100; second++) at(second * nsPerSecond, 101 - Math.floor(second / 8));
    expect(risk.fault(market)).toBeUndefined();
  });
});

describe("inventory bands:", () => {
  const inventoryBands = {
    bands: [
      { lossUnits: 10 * tickLotUnits, widenTicks: 3 },
      { lossUnits: 20 * tickLotUnits, widenTicks: 8 },
    ],
    narrowShare: 0.5,
  };
  const widening = (midTicks: number[]) => {
    const { at, shaped } = long({ inventoryBands });
    return midTicks.map((mid, index) => {
      at(index + 1, mid);
      return 50 - shaped([bid, 50, 1]).bids[0]![0]!;
    });
  };

  test("each band from its loss on, and left only at its share of that", () => {
    expect(widening([92, 91, 82, 81, 70])).toEqual([0, 3, 3, 8, 8]);
    expect(widening([81, 90, 91, 95, 96])).toEqual([8, 8, 3, 3, 0]);
  });

  test("named, and as levels", () => {
    const { risk, at, shaped } = long({ inventoryBands });
    at(1, 81);
    expect(shaped([bid, 50, 1]).reasons).toEqual(["inventory_band"]);
    expect(risk.uses.find(({ check }) => check === "inventory_band")).toEqual({
      check: "inventory_band",
      share: 1,
      level: 2,
    });
  });

  test("another position: counts from where it began", () => {
    const { at, fill, shaped } = long({ inventoryBands });
    at(1, 81);
    fill(-2, 81);
    expect(shaped([bid, 50, 1]).reasons).toEqual([]);
    at(2, 90);
    expect(shaped([bid, 50, 1]).reasons).toEqual([]);
    at(3, 91);
    expect(shaped([bid, 50, 1]).reasons).toEqual(["inventory_band"]);
  });
});
