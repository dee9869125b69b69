// Goal: the gateway reads what the venue really sends: recorded answers and events, and the examples of its
// documentation. What it cannot read, or does not know, never stops it.
// Method: every payload of the shared recordings that is of an order, a trade or a balance, found by its fields wherever
// it stands; one recorded life of two orders by what it means; the same frames with any field spoilt.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { VirtualClock } from "../../../sim/world/virtual-clock.ts";
import { readJson } from "../../../src/adapters/binance/gateway/answers.ts";
import { balancesAnswer, readPosition } from "../../../src/adapters/binance/gateway/balances.ts";
import { BinanceGateway } from "../../../src/adapters/binance/gateway/gateway.ts";
import { orderPayloads } from "../../../src/adapters/binance/gateway/order-payloads.ts";
import { OrderReaders } from "../../../src/adapters/binance/gateway/order-readers.ts";
import {
  amendedReports,
  cancelledReports,
  executionReports,
  placedReports,
  stateReports,
  tradeReport,
} from "../../../src/adapters/binance/gateway/order-reports.ts";
import { Random } from "../../../src/base/random.ts";
import type { Instrument } from "../../../src/domain/instrument.ts";
import type { OrderReport } from "../../../src/domain/order-report.ts";
import type { SocketPeer } from "../../../src/ports/sockets.ts";
import { credentialsOf, gatewayUrls } from "../../helpers/gateway-desk.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { sharedData } from "../../helpers/needs.ts";
import { filesOfTar } from "../../helpers/tar.ts";

type Fields = Readonly<Record<string, unknown>>;
/** The finest grid: prices of any symbol are on it. */
const finest: Instrument = { ...spotBtcusdt, tickUnits: 1n, lotUnits: 1n, pricePlaces: 8, sizePlaces: 8 };
const payloads = orderPayloads(finest);
const readers = new OrderReaders(finest);
const ourNs = (time: number) => time;

const lifecycle = sharedData("api/ltcusdt_maker_taker_lifecycle_2021-10-23.jsonl");
const frames = sharedData("api/quantconnect_user_stream_frames.jsonl");
const rest = sharedData("api/gocryptotrader_rest_responses.jsonl");
const nautilus = sharedData("api/nautilus_binance_test_data.tar.gz");
const net = sharedData("api/binance_net_unit_test_responses.tar.gz");

function documents(): unknown[] {
  const lines = [lifecycle, frames, rest].flatMap((path) => readFileSync(path!, "utf8").trim().split("\n"));
  const files = [nautilus, net].flatMap((path) => [...filesOfTar(readFileSync(path!))]);
  const ofSpot = files.filter(([name]) => /spot/i.test(name) && !/margin|oco|oto|algo/i.test(name));
  return [...lines, ...ofSpot.flatMap(([, text]) => textsIn(text))].map(readJson).filter((one) => one !== undefined);
}

/** Some files hold a request before its answer, or several of both: what follows lines that are not JSON. */
function textsIn(file: string): string[] {
  return [file, ...file.split(/^(?:>.*|=.*|[A-Z]+|\/.*|true|false)$/m)];
}

/** Every object in it, at any depth. */
function objectsIn(document: unknown): Fields[] {
  if (typeof document !== "object" || document === null) return [];
  const inner = Object.values(document).flatMap(objectsIn);
  return Array.isArray(document) ? inner : [document as Fields, ...inner];
}

const has = (fields: Fields, ...names: string[]) => names.every((name) => fields[name] !== undefined);

const kinds: readonly [
  name: string,
  isOne: (fields: Fields) => boolean,
  /** Undefined for what is not as documented. */
  read: (fields: Fields) => object | undefined,
  reports: (fields: Fields) => OrderReport[],
  countMin: number,
][] = [
  [
    "events of orders",
    (fields) => fields.e === "executionReport",
    (fields) => readers.execution(fields),
    (fields) => executionReports(1, readers.execution(fields)!, ourNs),
    20,
  ],
  [
    "answers to orders",
    (fields) => has(fields, "orderId", "transactTime", "clientOrderId", "fills"),
    (fields) => readers.placed(fields),
    (fields) => placedReports(1, readers.placed(fields)!, ourNs),
    3,
  ],
  [
    "answers to cancels",
    (fields) => has(fields, "origClientOrderId", "transactTime", "status", "executedQty"),
    (fields) => readers.cancelled(fields),
    (fields) => cancelledReports(1, readers.cancelled(fields)!, ourNs),
    2,
  ],
  [
    "answers to amends",
    (fields) => has(fields, "amendedOrder"),
    (fields) => payloads.amended.safeParse(fields).data,
    (fields) => amendedReports(1, payloads.amended.parse(fields), ourNs)!,
    1,
  ],
  [
    "orders in lists",
    (fields) => has(fields, "orderId", "clientOrderId", "origQty", "executedQty", "updateTime", "isWorking"),
    (fields) => payloads.order.safeParse(fields).data,
    (fields) => stateReports(1, payloads.order.parse(fields), ourNs),
    5,
  ],
  [
    "trades of the account",
    (fields) => has(fields, "id", "orderId", "commission", "isBuyer", "isMaker"),
    (fields) => payloads.trade.safeParse(fields).data,
    (fields) => [tradeReport(1, payloads.trade.parse(fields), ourNs)],
    2,
  ],
  ["positions", (fields) => fields.e === "outboundAccountPosition", (fields) => readPosition(fields), () => [], 5],
  [
    "accounts",
    (fields) => has(fields, "makerCommission", "canTrade", "balances", "accountType"),
    (fields) => balancesAnswer.safeParse(fields).data,
    () => [],
    2,
  ],
];

const areHere = [lifecycle, frames, rest, nautilus, net].every((path) => path !== undefined);

describe.skipIf(!areHere)("gateway: recorded payloads:", () => {
  const all = areHere ? documents().flatMap(objectsIn) : [];

  test.each(kinds)("%s: all are read, and each says what it says", (_, isOne, read, reports, countMin) => {
    const found = all.filter(isOne);
    expect(found.length).toBeGreaterThanOrEqual(countMin);
    for (const fields of found) {
      expect([fields, read(fields) !== undefined]).toEqual([fields, true]);
      for (const report of reports(fields)) expect(report.orderId).toBe(1);
    }
  });

  test("ids beyond 2^53: keep their digits", () => {
    const text = JSON.stringify(all.find(({ e, x }) => e === "executionReport" && x === "TRADE"));
    const long = readJson(text.replace(/"t":-?\d+/, '"t":9223372036854775807'));
    expect(executionReports(1, readers.execution(long)!, ourNs)[0]).toMatchObject({
      tradeId: "9223372036854775807",
    });
  });
});

test.skipIf(lifecycle === undefined)("gateway: the recorded life of two orders: means what happened", () => {
  const lines = readFileSync(lifecycle!, "utf8").trim().split("\n");
  const told = lines.flatMap((line) => {
    const { kind, body } = readJson(line) as { kind: string; body: Fields };
    if (kind === "rest_response") return placedReports(1, readers.placed(body)!, ourNs);
    return body.e === "executionReport" ? executionReports(1, readers.execution(body)!, ourNs) : [];
  });
  expect(told.map((report) => [report.kind, "tradeId" in report ? [report.tradeId, report.fee] : ""])).toEqual([
    ["accepted", ""],
    ["accepted", ""],
    ["trade", ["207223058", { asset: "BNB", units: 3014, places: 8 }]],
    ["ended", ""],
    ["accepted", ""],
    ["trade", ["207223511", { asset: "BNB", units: 3016, places: 8 }]],
    ["ended", ""],
    ["accepted", ""],
    ["trade", ["207223511", { asset: "BNB", units: 3016, places: 8 }]],
    ["ended", ""],
  ]);
  const positions = lines.map((line) => (readJson(line) as { body: Fields }).body).filter((body) => has(body, "B"));
  expect(positions.map((position) => readPosition(position)!.get("USDT")!.units)).toEqual([
    2_114_364_261n,
    180_364_261n,
    2_118_364_261n,
  ]);
});

test("gateway: any frame at all, and real ones with anything spoilt: are told of at most, and nothing stops", () => {
  const event = {
    ...{
      e: "executionReport",
      E: 1,
      s: "BTCUSDT",
      c: "hs-s1-0-1",
      C: "",
      x: "TRADE",
      X: "PARTIALLY_FILLED",
      r: "NONE",
    },
    ...{ S: "BUY", q: "1.00000000", p: "50000.00000000", l: "0.50000000", z: "0.50000000", L: "50000.00000000" },
    ...{ n: "0.00050000", N: "BTC", T: 1_700_000_000_000_000, t: 7, m: true, i: 5 },
  };
  const frames: readonly Fields[] = [
    { subscriptionId: 0, event },
    { subscriptionId: 0, event: { e: "outboundAccountPosition", B: [{ a: "BTC", f: "1.0", l: "0.5" }] } },
    { subscriptionId: 0, event: { e: "balanceUpdate", a: "BTC", d: "1.0" } },
    { subscriptionId: 0, event: { e: "listStatus" } },
    { event: { e: "somethingNew", x: [1] } },
    { id: 1, status: 200, result: { serverTime: 1_700_000_000_000_000 } },
    { id: null, status: 400, error: { code: -1135, msg: "Invalid JSON Request" } },
  ];
  const frame = fc.constantFrom(...frames);
  const spoilt = fc.tuple(frame, fc.constantFrom(...Object.keys(event), "event", "id", "status"), fc.jsonValue());
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    frame.map((fields) => JSON.stringify(fields)),
    spoilt.map(([fields, name, value]) => {
      const inner =
        typeof fields.event === "object" && name in event ? { event: { ...fields.event, [name]: value } } : {};
      return JSON.stringify({ ...fields, ...(name in fields && { [name]: value }), ...inner });
    }),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
      const { gateway, peer, clock } = openGateway();
      let goodCount = 0;
      const ignored = () => {};
      gateway.start({
        report: () => goodCount++,
        ...{ openOrders: ignored, balances: ignored, link: ignored, noted: ignored },
      });
      peer().opened();
      for (const one of texts) peer().message(Buffer.from(one));
      clock.advanceTo(1e9);
      const before = goodCount;
      peer().message(Buffer.from(JSON.stringify(frames[0])));
      expect(goodCount).toBe(before + 1);
      gateway.stop();
    }),
  );
});

/** A gateway whose socket is the test's. */
function openGateway() {
  const clock = new VirtualClock(1_699_920_000_000_000_000n);
  let opened: SocketPeer | undefined;
  const gateway = new BinanceGateway({
    clock,
    http: { send: () => Promise.resolve({ kind: "failed", why: "nobody there", neverArrived: true }) },
    sockets: {
      open: (_, peer) => {
        opened = peer;
        return { send: () => true, close: () => {} };
      },
    },
    random: Random.fromSeed(1),
    credentials: credentialsOf("hmac"),
    urls: gatewayUrls,
    instruments: [spotBtcusdt],
    ...{ orderEntry: "ws_api", prefix: "hs", sessionTag: "s1" },
  });
  return { gateway, clock, peer: () => opened! };
}
