// Goal: however connections come, go, subscribe, repeat themselves and talk nonsense, each gets what it has asked for and nothing else.
// Method: random clients beside random trading, against a model that knows only which names each has subscribed to.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Exchange } from "../../sim/exchange/exchange.ts";
import { MarketData } from "../../sim/exchange/market-data/market-data.ts";
import { MarketStreams } from "../../sim/exchange/streams/market-streams.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { accountsCount, commands, give } from "../helpers/exchange-commands.ts";
import { coarse, testSymbol } from "../helpers/exchange-symbols.ts";
import { StreamClient } from "../helpers/stream-client.ts";

const names = fc.constantFrom(
  ...["trade", "aggTrade", "bookTicker", "depth@100ms", "depth", "depth5@100ms", "kline_1s", "kline_1M@+08:00"].map(
    (kind) => `abcxyz@${kind}`,
  ),
  ...["abcxyz@ticker", "abcxyz@avgPrice", "!miniTicker@arr", "nobody@trade", "0"],
);

type Deed = { readonly client: number } & (
  | { readonly name: "SUBSCRIBE" | "UNSUBSCRIBE"; readonly streams: string[] }
  | { readonly name: "say"; readonly text: string }
  | { readonly name: "leave" }
);

/** At a time; each is followed by a question, and five messages a second are allowed. */
const deedsMax = 2;
const client = fc.nat(2);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      client,
      name: fc.constantFrom("SUBSCRIBE" as const, "UNSUBSCRIBE" as const),
      streams: fc.array(names, { maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ client, name: fc.constant("leave" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      client,
      name: fc.constant("say" as const),
      text: fc.oneof(
        fc.string(),
        fc.constantFrom('{"method":"SUBSCRIBE"', '{"method":"GET_PROPERTY","params":["x"],"id":1}'),
      ),
    }),
  },
);

interface Frame {
  readonly stream?: string;
  readonly data?: { readonly U?: number; readonly u: number };
  readonly result?: null | string[];
  readonly error?: object;
}

/** A connection and what it has asked for. */
class Modelled {
  readonly client: StreamClient;
  readonly streams = new Set<string>();
  readonly #lastIds = new Map<string, number>();

  constructor(streams: MarketStreams, nowUs: number) {
    this.client = new StreamClient(streams, nowUs, "/stream");
  }

  subscribe(nowUs: number, added: readonly string[]): void {
    this.client.ask(nowUs, "SUBSCRIBE", [...added]);
    for (const name of added) this.streams.add(name);
  }
  unsubscribe(nowUs: number, removed: readonly string[]): void {
    this.client.ask(nowUs, "UNSUBSCRIBE", [...removed]);
    for (const name of removed) this.streams.delete(name);
    for (const name of removed) this.#lastIds.delete(name);
  }

  check(): void {
    for (const { stream, data } of this.client.takeEvents() as Frame[]) {
      if (stream === undefined || data === undefined) continue;
      expect(this.streams).toContain(stream);
      if (data.U === undefined) continue;
      const lastId = this.#lastIds.get(stream);
      if (lastId !== undefined) expect(data.U).toBe(lastId + 1);
      this.#lastIds.set(stream, data.u);
    }
  }

  checkList(nowUs: number): void {
    this.client.ask(nowUs, "LIST_SUBSCRIPTIONS", []);
    expect(this.client.takeEvents()).toMatchObject([{ result: [...this.streams] }]);
  }
}

test("streams: storms of subscriptions beside trading: each gets its own streams, whole, and nothing is left in the end", () => {
  fc.assert(
    fc.property(commands, fc.array(fc.array(deeds, { maxLength: deedsMax }), { maxLength: 60 }), (flow, storm) => {
      using exchange = new Exchange({ symbols: [testSymbol(coarse)], ordersMax: 24 });
      const market = exchange.market("ABCXYZ")!;
      for (let index = 0; index < accountsCount; index++) {
        const account = exchange.openAccount();
        exchange.deposit(0, account, "ABC", market.symbol.baseUnits(60));
        exchange.deposit(0, account, "XYZ", market.symbol.quoteUnits(100, 60));
      }
      const streams = new MarketStreams(exchange, new MarketData(exchange));
      const cast = [0, 1, 2].map(() => new Modelled(streams, 0));
      let nowUs = 0;
      for (const [index, command] of flow.entries()) {
        nowUs += 3_000_000 + command.elapsedUs;
        streams.advance(nowUs);
        for (const modelled of cast) modelled.check();
        for (const deed of storm[index] ?? []) perform(streams, cast, nowUs, deed);
        give(exchange, market, exchange.accounts[command.account]!, nowUs, command);
        exchange.settle();
        for (const modelled of cast) modelled.check();
      }
      for (const { client: socket } of cast) socket.leave(nowUs);
      expect(streams.connectionsCount).toBe(0);
      expect(streams.nextUs).toBe(Number.POSITIVE_INFINITY);
    }),
    propertyRuns(60),
  );
});

function perform(streams: MarketStreams, cast: Modelled[], nowUs: number, deed: Deed): void {
  const modelled = cast[deed.client]!;
  if (deed.name === "leave") modelled.client.leave(nowUs);
  else if (deed.name === "say") modelled.client.say(nowUs, deed.text);
  else if (deed.name === "SUBSCRIBE") modelled.subscribe(nowUs, deed.streams);
  else modelled.unsubscribe(nowUs, deed.streams);
  modelled.check();
  if (deed.name === "leave" || modelled.client.closing !== undefined) cast[deed.client] = new Modelled(streams, nowUs);
  else modelled.checkList(nowUs);
}
