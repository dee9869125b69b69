// Goal: the fast way of reading payloads changes nothing but the time it takes.
// Method: differential: the payloads of the golden files and the forms of the venue's streams, as they are and spoilt
// in every way that comes to mind, through the decoder of bytes and through the decoder of text; and the forms that the
// venue sends do go the fast way.

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { DecimalGrid } from "../../../../src/adapters/binance/decimal-grid.ts";
import { PayloadDecoder } from "../../../../src/adapters/binance/decode.ts";
import { BinanceMessage, messageKind } from "../../../../src/adapters/binance/message.ts";
import { PlainPayload } from "../../../../src/adapters/binance/plain-payload.ts";
import type { Instrument } from "../../../../src/domain/instrument.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../../helpers/instruments.ts";
import { projectRoot } from "../../../helpers/needs.ts";

const epochUnixNs = 1_700_000_000_000_000_000n;
const timeMs = 1_700_000_000_123;

interface Form {
  readonly instrument: Instrument;
  readonly stream: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** As the venue's documentation and recordings have them. */
const forms: readonly Form[] = [
  spot("depth@100ms", { e: "depthUpdate", E: timeMs, s: "BTCUSDT", U: 5, u: 7, ...levels("61837.63", "0.50774") }),
  spot("trade", {
    e: "trade",
    E: timeMs,
    s: "BTCUSDT",
    t: 9,
    p: "61837.63000000",
    q: "0.00009000",
    T: timeMs,
    m: true,
    M: true,
  }),
  spot("trade", {
    ...{ e: "trade", E: timeMs, s: "BTCUSDT", t: 9, p: "61837.63", q: "1.0", b: 88, a: 50 },
    ...{ T: timeMs * 1000 + 4, m: false, M: true },
  }),
  spot("aggTrade", {
    ...{
      e: "aggTrade",
      E: timeMs,
      s: "BTCUSDT",
      a: 26,
      p: "0.01",
      q: "4.7",
      f: 100,
      l: 105,
      T: timeMs,
      m: true,
      M: true,
    },
  }),
  spot("bookTicker", {
    u: 400,
    s: "BTCUSDT",
    b: "61837.63000000",
    B: "0.50774000",
    a: "61837.64000000",
    A: "2.84205000",
  }),
  spot("bookTicker", { u: 400, s: "BTCUSDT", b: "0.00000000", B: "0.00000000", a: "61837.64", A: "2" }),
  usdm("depth@0ms", {
    ...{ e: "depthUpdate", E: timeMs, T: timeMs - 1, s: "BTCUSDT", U: 5, u: 7, pu: 3 },
    ...levels("61530.10", "0.014"),
  }),
  usdm("trade", {
    e: "trade",
    E: timeMs,
    T: timeMs,
    s: "BTCUSDT",
    t: 5,
    p: "61800.10",
    q: "0.004",
    X: "MARKET",
    m: false,
  }),
  usdm("aggTrade", {
    ...{ e: "aggTrade", E: timeMs, s: "BTCUSDT", a: 5, p: "61800.10", q: "0.004", f: 1, l: 2, T: timeMs, m: true },
  }),
  usdm("bookTicker", {
    ...{
      e: "bookTicker",
      u: 40,
      s: "BTCUSDT",
      b: "61800.20",
      B: "2.909",
      a: "61800.30",
      A: "1.072",
      T: timeMs,
      E: timeMs,
    },
  }),
  coinm("depth@0ms", {
    ...{ e: "depthUpdate", E: timeMs, T: timeMs, s: "BTCUSD_PERP", ps: "BTCUSD", U: 5, u: 7, pu: 3 },
    ...levels("61530.1", "14"),
  }),
  coinm("bookTicker", {
    ...{
      u: 40,
      e: "bookTicker",
      s: "BTCUSD_PERP",
      ps: "BTCUSD",
      b: "61800.2",
      B: "29",
      a: "61800.3",
      A: "10",
      T: timeMs,
      E: timeMs,
    },
  }),
];

function levels(price: string, size: string) {
  return { b: [[price, size]], a: [[price, size], [`1${price}`, "0"]] }; // biome-ignore format: pairs
}

function spot(stream: string, data: Form["data"]): Form {
  return { instrument: spotBtcusdt, stream: `btcusdt@${stream}`, data };
}

function usdm(stream: string, data: Form["data"]): Form {
  return { instrument: usdmBtcusdt, stream: `btcusdt@${stream}`, data };
}

function coinm(stream: string, data: Form["data"]): Form {
  return { instrument: coinmBtcusdPerp, stream: `btcusd_perp@${stream}`, data };
}

function textsOf({ stream, data }: Form): string[] {
  return [JSON.stringify({ stream, data }), JSON.stringify(data)];
}

const golden: { instrument: Instrument; text: string }[] = [
  ...goldenOf("spot", spotBtcusdt),
  ...goldenOf("futures", usdmBtcusdt),
  ...goldenOf("coinm", coinmBtcusdPerp),
];

function goldenOf(name: string, instrument: Instrument) {
  const { cases } = JSON.parse(readFileSync(`${projectRoot}/tests/golden/binance/${name}.json`, "utf8"));
  return cases.map(({ payload }: { payload: unknown }) => ({ instrument, text: JSON.stringify(payload) }));
}

const known = [
  ...forms.flatMap((form) => textsOf(form).map((text) => ({ instrument: form.instrument, text }))),
  ...golden,
];

/** What a decoder made of a text: the message, or what it says is wrong. */
function outcome(decoder: PayloadDecoder, decode: (message: BinanceMessage) => string | undefined) {
  const message = new BinanceMessage();
  const problem = decode(message);
  const { offLotCount } = decoder;
  if (problem !== undefined) return { problem, offLotCount };
  const { priceTicks, sizeLots, sizeDust, levelsCount, ...rest } = message;
  const columns = [priceTicks, sizeLots, sizeDust].map((column) => [...column.subarray(0, levelsCount)]);
  return { offLotCount, levelsCount, ...rest, columns };
}

/** Expects both ways to say the same of each text, one after the other in the same decoders. */
function expectSame(instrument: Instrument, texts: readonly Buffer[]): void {
  const [fast, slow] = [new PayloadDecoder(instrument, epochUnixNs), new PayloadDecoder(instrument, epochUnixNs)];
  for (const text of texts) {
    // Between other bytes, as in a block of lines.
    const block = Buffer.concat([Buffer.from("1 "), text, Buffer.from("\n12")]);
    const read = outcome(fast, (message) => fast.decodeBytes(block, 2, 2 + text.length, message));
    expect(read).toEqual(outcome(slow, (message) => slow.decode(text.toString("utf8"), message)));
  }
}

test("plain payload: every form of the venue's streams, enveloped or bare: goes the fast way", () => {
  for (const form of forms)
    for (const text of textsOf(form)) {
      const { instrument } = form;
      const prices = new DecimalGrid(instrument.pricePlaces, instrument.tickUnits);
      const sizes = new DecimalGrid(instrument.sizePlaces, instrument.lotUnits);
      const message = new BinanceMessage();
      const plain = new PlainPayload(instrument, prices, sizes, Number(epochUnixNs / 1_000_000n));
      expect([text, plain.read(Buffer.from(text), 0, Buffer.byteLength(text), message)]).toEqual([text, true]);
      expect(message.kind).not.toBe(messageKind.other);
    }
});

test("plain payload: the venue's forms and the golden payloads: as through JSON", () => {
  for (const { instrument, text } of known) expectSame(instrument, [Buffer.from(text)]);
});

test.each<[string, string]>([
  ["a size of 0 in a trade", '{"e":"trade","t":1,"p":"1.00","q":"0.00","m":true}'],
  ["a trade without its side", '{"e":"trade","t":1,"p":"1.00","q":"1.00"}'],
  ["a trade at 2^31 ticks", '{"e":"trade","t":1,"p":"21474836.48","q":"1.00","m":true}'],
  ["a level at 2^31 ticks", '{"e":"depthUpdate","U":1,"u":1,"b":[],"a":[["21474836.48","1.00"]]}'],
  ["a level at 0", '{"e":"depthUpdate","U":1,"u":1,"b":[],"a":[["0.00","1.00"]]}'],
  ["asks before bids", '{"e":"depthUpdate","U":1,"u":1,"a":[["2.00","1.00"]],"b":[["1.00","1.00"]]}'],
  ["bids twice", '{"e":"depthUpdate","U":1,"u":1,"b":[["1.00","1.00"]],"b":[["2.00","1.00"]],"a":[]}'],
  ["a ticker that bids 0 for something", '{"u":1,"b":"0.00","B":"1.00","a":"2.00","A":"1.00"}'],
  ["bids alone", '{"e":"depthUpdate","U":1,"u":1,"b":[["1.00","1.00"]]}'],
  ["a level off the lot", '{"e":"depthUpdate","U":1,"u":1,"b":[["1.00","0.00000001"]],"a":[]}'],
  ["a ticker of a kind that is a number", '{"e":5,"u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}'],
  ["an escape that is none", '{"ps":"\\q","u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}'],
  ["an escaped quote", '{"ps":"\\"","u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}'],
  ["an escaped symbol", '{"s":"BTCUSD\\u0054","u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}'],
  ["a control character", '{"ps":"\u0001","u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}'],
  ["a trade with a list", '{"b":[["1.00","1.00"]],"e":"trade","t":1,"p":"1.00","q":"1.00","m":true}'],
  ["a symbol beyond ASCII", '{"s":"BTCUSDé","u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}'],
  ["a snapshot", '{"lastUpdateId":5,"bids":[["1.00","1.00"]],"asks":[]}'],
  ["a partial book", '{"stream":"btcusdt@depth5","data":{"lastUpdateId":5,"bids":[],"asks":[]}}'],
  [
    "an envelope that goes on",
    '{"stream":"btcusdt@trade","data":{"e":"trade","t":1,"p":"1.00","q":"1.00","m":true},"x":1}',
  ],
  ["a line feed of another system", '{"u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}\r'],
  ["an object behind the object", '{"u":1,"b":"1.00","B":"1.00","a":"2.00","A":"1.00"}{}'],
  ["nothing", ""],
])("plain payload: %s: as through JSON", (_, text) => {
  for (const instrument of [spotBtcusdt, usdmBtcusdt]) expectSame(instrument, [Buffer.from(text)]);
});

const byte = fc.oneof(
  fc.constantFrom(...Buffer.from('{}[]",:.0123456789 eEbBaATUumsStpqX\\-+\n\u0000@')),
  fc.integer({ min: 0, max: 255 }),
);
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  byte,
  kind: fc.nat({ max: 3 }),
});

/** Puts a byte in another's place, between two, takes one away, or doubles a stretch up to the next comma. */
function edited(text: Buffer, { at, byte: value, kind }: { at: number; byte: number; kind: number }): Buffer {
  const from = Math.floor(at * text.length);
  const comma = text.indexOf(",", from) + 1 || text.length;
  const put = kind === 3 ? text.subarray(from, comma) : kind === 2 ? Buffer.alloc(0) : Buffer.of(value);
  return Buffer.concat([text.subarray(0, from), put, text.subarray(kind === 3 ? from : from + (kind === 1 ? 0 : 1))]);
}

test("plain payload: bytes changed, added, taken away or doubled: as through JSON", () => {
  const spoilt = fc.tuple(fc.constantFrom(...known), fc.array(fc.array(edit, { maxLength: 3 }), { minLength: 20 }));
  fc.assert(
    fc.property(spoilt, ([{ instrument, text }, tries]) => {
      expectSame(
        instrument,
        tries.map((edits) => edits.reduce(edited, Buffer.from(text))),
      );
    }),
    { numRuns: 400 },
  );
});

const value = fc.oneof(
  fc.constantFrom("0", "7", "007", "0.00000001", "-1", "1e3", "12345678901234", "9007199254740993", "99999999999999999"),
  fc.constantFrom('""', '"1"', '"0"', '"0.00"', '"61837.63"', '"61837.635"', '"1."', '".5"', '"4294967296.5"', '"9999999999.00001"'),
  fc.constantFrom("true", "false", "null", "{}", "[]", '[["1","1"]]', '[["1","1","1"]]', '[["1"]]', '"BTCUSDT"', '"MARKET"', '"ADL"', '"é"', '"\\u0041"'),
  fc.integer({ min: 1, max: 2 ** 53 }).map(String),
  fc.integer({ min: 1, max: 2 ** 40 }).map((units) => `"${(units / 1e5).toFixed(5)}"`),
); // biome-ignore format: kinds of value a line
const names = fc.constantFrom(
  ..."AaBbEeMmpqsTtUuXfl",
  "pu",
  "ps",
  "nq",
  "",
  "lastUpdateId",
  "stream",
  "data",
  "symbol",
);

test("plain payload: fields of other values, other names, in another order or twice: as through JSON", () => {
  const change = fc.record({ at: fc.nat({ max: 12 }), name: names, value, isNew: fc.boolean() });
  const changed = fc.tuple(fc.constantFrom(...forms), fc.array(change, { maxLength: 3 }), fc.boolean(), fc.nat());
  fc.assert(
    fc.property(changed, ([{ instrument, stream, data }, changes, isBare, turn]) => {
      const fields = Object.entries(data).map(([name, kept]) => `"${name}":${JSON.stringify(kept)}`);
      for (const { at, name, value: text, isNew } of changes)
        fields.splice(at % fields.length, isNew ? 0 : 1, `"${name}":${text}`);
      const turned = [...fields.slice(turn % fields.length), ...fields.slice(0, turn % fields.length)];
      const payload = `{${(turn % 3 === 0 ? turned : fields).join(",")}}`;
      expectSame(instrument, [Buffer.from(isBare ? payload : `{"stream":"${stream}","data":${payload}}`)]);
    }),
    { numRuns: 3000 },
  );
});

test("plain payload: many sizes off the lot: the lot is wrong at the same message, in the same words", () => {
  const coarse = { ...spotBtcusdt, lotUnits: 100_000n };
  const ticker = (size: string) => Buffer.from(`{"u":1,"s":"BTCUSDT","b":"1.00","B":"${size}","a":"2.00","A":"1.000"}`);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("1.00000000", "2.5", "0.00001"), { minLength: 12, maxLength: 60 }),
      (sizes) => {
        expectSame(coarse, sizes.map(ticker));
      },
    ),
    { numRuns: 40 },
  );
});
