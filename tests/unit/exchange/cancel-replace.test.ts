// Goal: what becomes of both halves of a cancelReplace, and the code and status of the whole. Method: the whole table of the
// documentation's page, line by line.
import { describe, expect, test } from "bun:test";
import { Refusal } from "../../../sim/exchange/errors.ts";
import type { CancelReplaceMode } from "../../../sim/exchange/order-request.ts";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { placed, refused, Venue } from "../../helpers/exchange-venue.ts";

const tooMany = new Refusal(-1015, "Too many new orders; current limit is 50 orders per 10 SECOND.", 429);

function open() {
  const venue = new Venue(testSymbol(whole));
  const own = venue.account();
  const order = placed(venue.sell(own, { price: "10", size: "1" }));
  venue.sell(venue.account(), { price: "20", size: "1" });
  venue.events();
  return { venue, own, order };
}

type Result = "SUCCESS" | "FAILURE" | "NOT_ATTEMPTED";
type Row = [CancelReplaceMode, isOverLimit: boolean, cancel: Result, placed: Result, status: number, code: number];

const rows: Row[] = [
  ["STOP_ON_FAILURE", false, "SUCCESS", "SUCCESS", 200, 0],
  ["STOP_ON_FAILURE", false, "FAILURE", "NOT_ATTEMPTED", 400, -2022],
  ["STOP_ON_FAILURE", false, "SUCCESS", "FAILURE", 409, -2021],
  ["STOP_ON_FAILURE", true, "FAILURE", "NOT_ATTEMPTED", 429, -2022],
  ["STOP_ON_FAILURE", true, "SUCCESS", "FAILURE", 429, -2021],
  ["ALLOW_FAILURE", false, "SUCCESS", "SUCCESS", 200, 0],
  ["ALLOW_FAILURE", false, "FAILURE", "FAILURE", 400, -2022],
  ["ALLOW_FAILURE", false, "FAILURE", "SUCCESS", 409, -2021],
  ["ALLOW_FAILURE", false, "SUCCESS", "FAILURE", 409, -2021],
  ["ALLOW_FAILURE", true, "FAILURE", "FAILURE", 400, -2022],
  ["ALLOW_FAILURE", true, "SUCCESS", "FAILURE", 409, -2021],
];

describe("cancelReplace: the table:", () => {
  test.each(rows)(
    "%s, over the limit %p: cancel %s, new %s: %i %i",
    (mode, isOverLimit, cancel, placing, status, code) => {
      const { venue, own, order } = open();
      using _ = venue;
      const orderId = cancel === "SUCCESS" ? 1 : 99;
      // A LIMIT_MAKER through the book is refused by the engine, after the cancel.
      const words =
        placing === "FAILURE" ? ({ kind: "LIMIT_MAKER", price: "20", size: "1" } as const) : { price: "9", size: "1" };
      const answer = venue.replace(own, mode, { orderId }, "buy", words, isOverLimit ? tooMany : undefined);
      if (answer instanceof Refusal) throw new Error(answer.message);
      expect([resultOf(answer.cancelled), resultOf(answer.placed)]).toEqual([cancel, placing]);
      expect([answer.refusal?.status ?? 200, answer.refusal?.code ?? 0]).toEqual([status, code]);
      expect(order.status).toBe(cancel === "SUCCESS" ? "CANCELED" : "NEW");
      expect(venue.book().bids).toEqual(placing === "SUCCESS" ? ["1@9"] : []);
      if (isOverLimit && placing === "FAILURE") expect(answer.placed).toBe(tooMany);
      const isRejected = venue.events().some((line) => line.startsWith("REJECTED"));
      expect(isRejected).toBe(!isOverLimit && cancel === "SUCCESS" && placing === "FAILURE");
    },
  );
});

function resultOf(answer: unknown): Result {
  if (answer === undefined) return "NOT_ATTEMPTED";
  return answer instanceof Refusal ? "FAILURE" : "SUCCESS";
}

test("cancelReplace: the money of the cancelled order: pays for the new one", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account({}, "0", "100");
  placed(venue.buy(own, { price: "10", size: "10", id: "same" }));
  const answer = venue.replace(own, "STOP_ON_FAILURE", { orderId: 1 }, "buy", { price: "20", size: "5", id: "same" });
  expect(answer).toMatchObject({ refusal: undefined });
  expect(venue.balances(own)[1]).toBe("0 + 100");
  expect(venue.events()).toEqual(["NEW 1 NEW", "position 1", "CANCELED 1 CANCELED", "NEW 2 NEW", "position 1"]);
});

test("cancelReplace: the engine refuses the new order after the cancel: its owner is told why", () => {
  const { venue, own } = open();
  using _ = venue;
  venue.replace(own, "STOP_ON_FAILURE", { orderId: 1 }, "buy", { kind: "LIMIT_MAKER", price: "20", size: "1" });
  expect(venue.events()).toEqual([
    ...["CANCELED 1 CANCELED", "REJECTED 3 REJECTED WOULD_MATCH_IMMEDIATELY", "position 1"],
  ]);
  expect(
    venue.market
      .desk(own)
      .allOrders()
      .map(({ orderId }) => orderId),
  ).toEqual([1]);
});

test("cancelReplace: a filter fails: nothing is attempted", () => {
  const { venue, own, order } = open();
  using _ = venue;
  const answer = venue.replace(own, "ALLOW_FAILURE", { orderId: 1 }, "buy", { price: "9.5", size: "1" });
  expect(refused(answer)).toBe("-1013 Filter failure: PRICE_FILTER");
  expect(order.status).toBe("NEW");
});

test("cancelReplace: by an order of the same price and size: their level is told once, and shows as much", () => {
  const { venue, own } = open();
  using _ = venue;
  const told: number[][] = [];
  venue.exchange.listen({ level: ({ updateId, priceTicks, lots }) => void told.push([updateId, priceTicks, lots]) });
  venue.replace(own, "STOP_ON_FAILURE", { orderId: 1 }, "sell", { price: "10", size: "1" });
  expect(told).toEqual([[3, 10, 1]]);
});
