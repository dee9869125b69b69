// Goal: whoever drives the exchange cannot drive it wrong unseen. Method: the two ways in which it must not be called.
import { expect, test } from "bun:test";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { placed, Venue } from "../../helpers/exchange-venue.ts";

test("exchange: time that goes back: is a bug of the caller", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account();
  const nowUs = venue.now();
  venue.exchange.deposit(nowUs, own, "ABC", 1n);
  venue.exchange.deposit(nowUs, own, "ABC", 1n);
  expect(() => venue.exchange.deposit(nowUs - 1, own, "ABC", 1n)).toThrow("time never goes back");
});

test("exchange: a listener that calls a command: is a bug of the listener", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account();
  venue.exchange.listen({ level: () => void venue.cancel(own, { orderId: 1 }) });
  expect(() => venue.buy(own, { price: "9", size: "1" })).toThrow("a listener calls no command");
});

test("exchange: a listener that has stopped listening: hears no more, the others do", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account();
  let heardCount = 0;
  const stop = venue.exchange.listen({ execution: () => heardCount++ });
  placed(venue.buy(own, { price: "9", size: "1" }));
  stop();
  placed(venue.buy(own, { price: "9", size: "1" }));
  expect(heardCount).toBe(1);
  expect(venue.events()).toHaveLength(4);
});

test("exchange: accounts and markets: found by their number and name", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account();
  expect(venue.exchange.account(1)).toBe(own);
  expect([venue.exchange.account(0), venue.exchange.account(2)]).toEqual([undefined, undefined]);
  expect(venue.exchange.market("ABCXYZ")).toBe(venue.market);
});
