// Goal: a URL says what a connection wants, in every form that clients send, and no URL does harm.
// Method: the forms of the documentation and of public clients written out; then any path and query.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { readStreamUrl } from "../../../../sim/exchange/streams/stream-url.ts";
import { propertyRuns } from "../../../helpers/engine-kinds.ts";

const raw = { isCombined: false, unit: "MILLISECOND" };
const combined = { isCombined: true, unit: "MILLISECOND" };
const taken: [path: string, query: string, url: object][] = [
  ["/ws/bnbbtc@depth", "", { ...raw, streams: ["bnbbtc@depth"] }],
  ["/ws/bnbbtc@depth/bnbbtc@trade/", "", { ...raw, streams: ["bnbbtc@depth", "bnbbtc@trade"] }],
  ["/ws/bnbbtc%40depth", "timeUnit=MICROSECOND", { ...raw, unit: "MICROSECOND", streams: ["bnbbtc@depth"] }],
  ["/ws", "timeUnit=parsec", { ...raw, streams: [] }],
  ["/ws/%E5%B8%81456@trade", "", { ...raw, streams: ["币456@trade"] }],
  ["/stream", "streams=a@trade/b@trade", { ...combined, streams: ["a@trade", "b@trade"] }],
  ["/stream", "streams=a%40trade%2Fb%40trade", { ...combined, streams: ["a@trade", "b@trade"] }],
  [
    "/stream",
    "streams=a@kline_1d@+08:00&timeUnit=microsecond",
    { ...combined, unit: "MICROSECOND", streams: ["a@kline_1d@+08:00"] },
  ],
  ["/stream/0", "", { ...combined, streams: [] }],
];

for (const [path, query, url] of taken)
  test(`stream URL: ${path}?${query}: read`, () => {
    expect(readStreamUrl(path, query)).toEqual(url as never);
  });

for (const path of ["", "/", "/wsx", "/ws/%", "/streams", "/stream/x", "/api/v3/ping"])
  test(`stream URL: ${path}: no streams are there`, () => {
    expect(readStreamUrl(path, "")).toBeUndefined();
  });

test("stream URL: any path and query: read or not, never an exception", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("%", "4", "0", "/", "@", "=", "&", "+", "a") }),
  );
  fc.assert(
    fc.property(fc.constantFrom("/ws/", "/stream", "/"), text, text, (root, path, query) => {
      for (const name of readStreamUrl(root + path, query)?.streams ?? []) expect(name).not.toBe("");
      for (const name of readStreamUrl("/stream", `streams=${query}`)?.streams ?? []) expect(name).not.toContain("/");
    }),
    propertyRuns(150),
  );
});
