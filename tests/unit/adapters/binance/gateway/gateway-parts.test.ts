// Goal: the small parts of the gateway: ids that are told apart again, the venue's clock, what errors mean, JSON whose
// ids are longer than a double, notes that do not flood.
// Method: any values back and forth; the table of the venue's errors written out.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { VirtualClock } from "../../../../../sim/world/virtual-clock.ts";
import { readJson } from "../../../../../src/adapters/binance/gateway/answers.ts";
import { ClientOrderIds } from "../../../../../src/adapters/binance/gateway/client-order-ids.ts";
import { meaningOf } from "../../../../../src/adapters/binance/gateway/error-meanings.ts";
import { ServerClock } from "../../../../../src/adapters/binance/gateway/server-clock.ts";
import { nsPerDay, nsPerMs, nsPerSecond } from "../../../../../src/domain/time.ts";

const epochUnixNs = 1_699_920_000_000_000_000n;
const epochMs = 1_699_920_000_000;

describe("client order ids", () => {
  const part = fc.stringMatching(/^[a-zA-Z0-9_]{1,10}$/);

  test("client order ids: any of ours: are what the venue takes, and read back as ours", () => {
    fc.assert(
      fc.property(part, part, fc.nat(1295), fc.maxSafeNat(), (prefix, tag, marketIndex, id) => {
        const orderId = Math.max(1, id);
        const ids = new ClientOrderIds(prefix, tag);
        const text = ids.make(marketIndex, orderId);
        expect(text).toMatch(/^[a-zA-Z0-9-_]{1,36}$/);
        expect(ids.read(text)).toEqual({ kind: "own", marketIndex, orderId });
        expect(new ClientOrderIds(prefix, `${tag.slice(1)}x`).read(text).kind).toBe(
          `${tag.slice(1)}x` === tag ? "own" : "sibling",
        );
        expect(new ClientOrderIds(`${prefix.slice(1)}x`, tag).read(text).kind).toBe(
          `${prefix.slice(1)}x` === prefix ? "own" : "foreign",
        );
      }),
    );
  });

  test("client order ids: any other text: is never taken for ours", () => {
    const ids = new ClientOrderIds("hs", "s1");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^hs-s1-[0-9a-zA-Z-]{0,12}$/)), (text) => {
        const owner = ids.read(text);
        if (owner.kind === "own") expect(ids.make(owner.marketIndex, owner.orderId)).toBe(text);
      }),
    );
    for (const text of ["", "hs", "hs-s1-0-", "hs-s1-0-0", "hs-s1-0-01", "hs-s1-0-A", "hs-s1-0-1-1", "web_abc"])
      expect(ids.read(text).kind).not.toBe("own");
  });

  test.each([
    ["", "s1"],
    ["a-b", "s1"],
    ["hs", "ü"],
    ["elevenletters", "elevenletters"],
  ])("client order ids: of %j and %j: refused", (prefix, tag) => {
    expect(() => new ClientOrderIds(prefix, tag)).toThrow("order id");
  });
});

describe("server clock", () => {
  test("server clock: any offset and ways: is known to half the shortest round trip", () => {
    const sample = fc.record({
      toNs: fc.nat(200 * nsPerMs),
      fromNs: fc.nat(200 * nsPerMs),
      gapNs: fc.nat(nsPerSecond),
    });
    const offset = fc.integer({ min: -100_000, max: 100_000 }).map((offsetMs) => offsetMs * nsPerMs);
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 8 }), offset, (samples, offsetNs) => {
        const clock = new VirtualClock(epochUnixNs, nsPerDay);
        const server = new ServerClock(clock);
        let nowNs = nsPerDay;
        for (const { toNs, fromNs, gapNs } of samples) {
          const venueUs = epochMs * 1000 + Math.floor((nowNs + toNs + offsetNs) / 1000);
          server.sample(nowNs, nowNs + toNs + fromNs, venueUs);
          nowNs += toNs + fromNs + gapNs;
        }
        const shortestNs = Math.min(...samples.map(({ toNs, fromNs }) => toNs + fromNs));
        expect(Math.abs(server.offsetNs - offsetNs)).toBeLessThanOrEqual(shortestNs / 2 + 1001);
        expect(server.ourNs(epochMs * 1000 + 5)).toBe(5000 - server.offsetNs);
        expect(server.timestampMs()).toBe(epochMs + Math.floor((nsPerDay + server.offsetNs) / nsPerMs));
      }),
    );
  });

  test("server clock: after forgetting: the next sample counts, however slow", () => {
    const server = new ServerClock(new VirtualClock(epochUnixNs));
    server.sample(0, 2, epochMs);
    expect(server.offsetNs).toBe(-1);
    server.forget();
    server.sample(0, 10 * nsPerMs, epochMs + 1005);
    expect(server.offsetNs).toBe(nsPerSecond);
  });
});

describe("error meanings", () => {
  const known: [
    status: number,
    code: number | undefined,
    message: string,
    reason: string | undefined,
    remedy?: string,
  ][] = [
    [400, -1000, "", undefined],
    [400, -1001, "", undefined],
    [502, -1006, "", undefined],
    [504, -1007, "", undefined],
    [503, -1008, "", undefined],
    [503, -1016, "", undefined],
    [500, undefined, "", undefined],
    [503, -2010, "Duplicate", undefined],
    [429, -1003, "", "rate_limited", "hold"],
    [418, -1003, "", "rate_limited", "hold"],
    [429, undefined, "", "rate_limited", "hold"],
    [429, -1015, "", "rate_limited", "hold_orders"],
    [400, -1021, "", "clock", "sync_clock"],
    [400, -1022, "", "unauthorised", "halt"],
    [401, -2014, "", "unauthorised", "halt"],
    [401, -2015, "", "unauthorised", "halt"],
    [401, -1002, "", "unauthorised", "halt"],
    [401, undefined, "", "unauthorised", "halt"],
    [403, undefined, "", "forbidden"],
    [400, -1013, "Filter failure: LOT_SIZE", "filter_size"],
    [400, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE", "filter_percent_price"],
    [400, -1013, "Filter failure: MAX_NUM_ORDERS", "orders_max_reached"],
    [400, -1013, "Filter failure: MAX_POSITION", "position_max_reached"],
    [400, -1013, "Filter failure: SOMETHING_NEW", "filter"],
    [400, -1013, "Market is closed.", "market_closed"],
    [400, -1013, "Something new.", "venue_rejected"],
    [400, -1100, "", "bad_parameter"],
    [400, -1111, "", "bad_parameter"],
    [400, -1121, "", "bad_parameter"],
    [400, -2010, "Order would immediately match and take.", "would_cross"],
    [400, -2010, "Account has insufficient balance for requested action.", "insufficient_funds"],
    [400, -2010, "Market is closed.", "market_closed"],
    [400, -2010, "Duplicate order sent.", undefined],
    [400, -2011, "Unknown order sent.", "unknown_order"],
    [400, -2038, "The requested action would change no state; rejecting", "no_change"],
    [400, -2038, "Filter failure: MAX_NUM_ORDER_AMENDS", "amends_max_reached"],
    [400, -2038, "Order amend is not supported for this symbol.", "amend_refused"],
    [400, -9999, "Something new.", undefined],
  ];
  test.each(known)("error meanings: %d %p %s: %p", (status, code, message, reason, remedy = "none") => {
    const meaning = meaningOf({ status, code, message, retryAfterNs: undefined });
    expect(meaning).toEqual({ reason, remedy } as typeof meaning);
  });
});

describe("answers as JSON", () => {
  test("answers: whole numbers beyond 2^53: keep their digits, all others are numbers", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 64n), 2n ** 64n), fc.nat(), (id, other) => {
        const isSafe = Number.isSafeInteger(Number(id));
        expect(readJson(`{"i":${id},"o":[${other}, ${id}],"p":"${id}"}`)).toEqual({
          i: isSafe ? Number(id) : String(id),
          o: [other, isSafe ? Number(id) : String(id)],
          p: String(id),
        });
      }),
    );
    expect(readJson('{"t": 8389765530121592356}')).toEqual({ t: "8389765530121592356" });
    expect(readJson('{"E":1700000000000000,"p":12345678901234567890.5}')).toEqual({
      E: 1_700_000_000_000_000,
      p: Number("12345678901234567890.5"),
    });
  });

  test("answers: text that is no JSON: is nothing", () => {
    expect([readJson("<html>"), readJson(""), readJson('{"a":')]).toEqual([undefined, undefined, undefined]);
  });
});
