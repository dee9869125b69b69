/**
 * The contract of the venue port: what commands lead to, whoever answers them. Others bid 1000 lots at 5,999,900 and ask
 * as many at 6,000,100; between these we are alone, so that what fills us is no matter of queues.
 */
import { describe, expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { others, type VenueBench, type VenueUnderTest } from "../helpers/venues.ts";

const between = 6_000_000;
const { limit, postOnly, ioc, fok, market } = orderType;

export function venueContract({ kind, isMissing, open }: VenueUnderTest): void {
  const on = (name: string, run: (bench: VenueBench) => Promise<void>) =>
    test(name, async () => {
      await using bench = await open();
      await run(bench);
    });

  describe.skipIf(isMissing)(kind, () => {
    on("an order that rests: accepted, and filled as others come", async (bench) => {
      bench.venue.place(postOnly, bid, 1, between, 500, 0);
      expect(await bench.told(1)).toEqual(["accepted 1: 500 left"]);
      bench.take(ask, between, 200);
      expect(await bench.told(1)).toEqual([`filled 1: 200 at ${between}, 300 left`]);
      bench.take(ask, between, 300);
      expect(await bench.told(1)).toEqual([`filled 1: 300 at ${between}, 0 left`]);
    });

    on("an order to sell: the same", async (bench) => {
      bench.venue.place(limit, ask, 1, between, 500, 0);
      bench.take(bid, between - 1, 100);
      expect(await bench.told(1)).toEqual(["accepted 1: 500 left"]);
      bench.take(bid, between, 500);
      expect(await bench.told(1)).toEqual([`filled 1: 500 at ${between}, 0 left`]);
    });

    on("a post-only order that would trade at once: rejected", async (bench) => {
      bench.venue.place(postOnly, bid, 1, others.askTicks, 500, 0);
      expect(await bench.told(1)).toEqual(["rejected 1: would_cross"]);
      bench.venue.place(postOnly, ask, 2, others.bidTicks - 10, 500, 0);
      expect(await bench.told(1)).toEqual(["rejected 2: would_cross"]);
    });

    on("a limit order that takes: trades at the price of the others, and the rest of it rests", async (bench) => {
      bench.venue.place(limit, bid, 1, others.askTicks + 50, 1500, 0);
      expect(await bench.told(2)).toEqual([
        "accepted 1: 1500 left",
        `filled 1: 1000 at ${others.askTicks}, 500 left, taker`,
      ]);
      bench.take(ask, others.askTicks + 50, 500);
      expect(await bench.told(1)).toEqual([`filled 1: 500 at ${others.askTicks + 50}, 0 left`]);
    });

    on("immediate or cancel: takes what is there, and the rest expires", async (bench) => {
      bench.venue.place(ioc, bid, 1, others.askTicks, 1500, 0);
      expect(await bench.told(3)).toEqual([
        "accepted 1: 1500 left",
        `filled 1: 1000 at ${others.askTicks}, 500 left, taker`,
        "expired 1: 500",
      ]);
    });

    on("immediate or cancel, with nothing there: all of it expires", async (bench) => {
      bench.venue.place(ioc, ask, 1, between, 500, 0);
      expect(await bench.told(2)).toEqual(["accepted 1: 500 left", "expired 1: 500"]);
    });

    on("fill or kill: all or nothing", async (bench) => {
      bench.venue.place(fok, bid, 1, others.askTicks, 1001, 0);
      expect(await bench.told(2)).toEqual(["accepted 1: 1001 left", "expired 1: 1001"]);
      bench.venue.place(fok, bid, 2, others.askTicks, 1000, 0);
      expect(await bench.told(2)).toEqual([
        "accepted 2: 1000 left",
        `filled 2: 1000 at ${others.askTicks}, 0 left, taker`,
      ]);
    });

    on("a market order: trades at the price of the others", async (bench) => {
      bench.venue.place(market, ask, 1, 0, 400, 0);
      expect(await bench.told(2)).toEqual([
        "accepted 1: 400 left",
        `filled 1: 400 at ${others.bidTicks}, 0 left, taker`,
      ]);
    });

    on("a cancel: ends what is left", async (bench) => {
      bench.venue.place(limit, bid, 1, between, 500, 0);
      await bench.told(1);
      bench.take(ask, between, 200);
      await bench.told(1);
      bench.venue.cancel(1);
      expect(await bench.told(1)).toEqual(["cancelled 1: 0 left"]);
      bench.take(ask, between, 300);
      bench.venue.place(limit, bid, 2, between, 500, 0);
      expect(await bench.told(1)).toEqual(["accepted 2: 500 left"]);
    });

    on("a cancel that comes too late: the fill counts, and nothing ends twice", async (bench) => {
      bench.venue.place(limit, bid, 1, between, 500, 0);
      await bench.told(1);
      bench.venue.cancel(1);
      bench.take(ask, between, 500);
      bench.venue.place(limit, bid, 2, between, 100, 0);
      const told = [...(await bench.told(1))];
      while (!told.includes("accepted 2: 100 left")) told.push(...(await bench.told(1)));
      // That the cancel found nothing is told by the engine alone.
      expect(told.filter((line) => !line.startsWith("cancelRejected"))).toEqual([
        `filled 1: 500 at ${between}, 0 left`,
        "accepted 2: 100 left",
      ]);
    });

    on("a cancel of all: ends what rests on both sides, and nobody else's", async (bench) => {
      bench.venue.place(limit, bid, 1, between - 10, 500, 0);
      bench.venue.place(limit, ask, 2, between + 10, 500, 0);
      await bench.told(2);
      bench.venue.cancelAll();
      const told = [...(await bench.told(1))];
      if (told.length < 2) told.push(...(await bench.told(1)));
      expect(told.toSorted()).toEqual(["cancelled 1: 0 left", "cancelled 2: 0 left"]);
      bench.venue.place(ioc, bid, 3, others.askTicks, 1000, 0);
      expect(await bench.told(2)).toEqual([
        "accepted 3: 1000 left",
        `filled 3: 1000 at ${others.askTicks}, 0 left, taker`,
      ]);
    });

    on("an amend to a smaller size: what is filled is part of it", async (bench) => {
      bench.venue.place(limit, bid, 1, between, 500, 0);
      await bench.told(1);
      bench.take(ask, between, 200);
      await bench.told(1);
      bench.venue.amend(1, between, 300);
      expect(await bench.told(1)).toEqual(["amended 1: 100 left"]);
      bench.take(ask, between, 100);
      expect(await bench.told(1)).toEqual([`filled 1: 100 at ${between}, 0 left`]);
    });

    on("an order that would meet one of ours: its rest expires, and the one that rests stays", async (bench) => {
      bench.venue.place(limit, bid, 1, between, 500, 0);
      await bench.told(1);
      bench.venue.place(ioc, ask, 2, others.bidTicks, 300, 0);
      expect(await bench.told(2)).toEqual(["accepted 2: 300 left", "expired 2: 300"]);
      bench.take(ask, between, 500);
      expect(await bench.told(1)).toEqual([`filled 1: 500 at ${between}, 0 left`]);
    });

    on("an iceberg: is filled beyond what it shows", async (bench) => {
      bench.venue.place(limit, bid, 1, between, 500, 100);
      expect(await bench.told(1)).toEqual(["accepted 1: 500 left"]);
      bench.take(ask, between, 60);
      expect(await bench.told(1)).toEqual([`filled 1: 60 at ${between}, 440 left`]);
      bench.venue.cancel(1);
      expect(await bench.told(1)).toEqual(["cancelled 1: 0 left"]);
    });
  });
}
