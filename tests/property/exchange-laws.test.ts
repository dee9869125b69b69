// Goal: whatever several accounts do, the exchange tells one story: balances, locks, orders, trades and the book, to the last digit.
// Method: random commands; a checker rebuilds all of it from the events alone and compares after every command. On a grid
// whose amounts are whole and on one where each is rounded, with the native matcher and the reference one.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Refusal } from "../../sim/exchange/errors.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { Market } from "../../sim/exchange/market.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import type { Matcher } from "../../src/ports/matcher.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { ExchangeChecker } from "../helpers/exchange-checker.ts";
import {
  accountsCount,
  type Command,
  commands,
  commissions,
  give,
  goodRequests,
  wildRequests,
} from "../helpers/exchange-commands.ts";
import { digestOf } from "../helpers/exchange-digest.ts";
import { coarse, fine, type Grid, testSymbol } from "../helpers/exchange-symbols.ts";
import { needs } from "../helpers/needs.ts";

interface Bench {
  readonly exchange: Exchange;
  readonly market: Market;
  readonly checker: ExchangeChecker;
}

/** Accounts own so much that some of what they ask for is too much. */
function open(grid: Grid, matcher: Matcher["kind"]): Bench {
  const exchange = new Exchange({ symbols: [testSymbol(grid)], ordersMax: 24, matcher });
  const market = exchange.market("ABCXYZ")!;
  const checker = new ExchangeChecker(exchange, market);
  const { baseAsset, quoteAsset } = market.symbol;
  for (let index = 0; index < accountsCount; index++) {
    const account = exchange.openAccount({ commission: commissions[index]!, tradeGroupId: index < 2 ? -1 : 7 });
    market.desk(account);
    exchange.deposit(0, account, baseAsset, market.symbol.baseUnits(60));
    exchange.deposit(0, account, quoteAsset, market.symbol.quoteUnits(100, 60));
  }
  checker.commandDone();
  return { exchange, market, checker };
}

function play({ exchange, market, checker }: Bench, flow: readonly Command[], judge: (answer: unknown) => void): void {
  let nowUs = 0;
  for (const command of flow) {
    nowUs += command.elapsedUs;
    const answer = give(exchange, market, exchange.accounts[command.account]!, nowUs, command);
    judge(answer);
    exchange.settle();
    checker.verify();
  }
}

const grids: [string, Grid][] = [
  ["whole amounts", coarse],
  ["rounded amounts", fine],
];
const kinds: [Matcher["kind"], boolean][] = [
  ["native", needs("the native matcher", nativeLibrary() !== undefined, "run bun ffi/build.ts")],
  ["reference", false],
];

for (const [gridName, grid] of grids)
  for (const [kind, isMissing] of kinds)
    test.skipIf(isMissing)(
      `exchange: ${gridName}, ${kind} matcher: any commands: events tell the state, to the last digit`,
      () => {
        fc.assert(
          fc.property(commands, (flow) => {
            const bench = open(grid, kind);
            using _ = bench.exchange;
            play(bench, flow, () => {});
          }),
          propertyRuns(kind === "native" ? 150 : 40),
        );
      },
    );

test.skipIf(kinds[0]![1])(
  "exchange: any commands: both matchers, and the same twice: the same events, one for one",
  () => {
    fc.assert(
      fc.property(commands, (flow) => {
        const [first, ...others] = (["native", "reference", "reference"] as const).map((kind) => eventsOf(kind, flow));
        for (const other of others) expect(other).toEqual(first!);
      }),
      propertyRuns(100),
    );
  },
);

/** Every event of a flow, a line each. */
function eventsOf(kind: Matcher["kind"], flow: readonly Command[]): string[] {
  const bench = open(coarse, kind);
  using _ = bench.exchange;
  const lines: string[] = [];
  bench.exchange.listen({
    execution: ({ executionId, kind, order, timeUs, clientOrderId, origClientOrderId, tradeId, commissionUnits }) =>
      lines.push(
        [executionId, kind, order.orderId, timeUs, clientOrderId, origClientOrderId, tradeId, commissionUnits].join(
          " ",
        ),
      ),
    trade: ({ tradeId, buyerOrderId, sellerOrderId }) =>
      lines.push(`trade ${tradeId} ${buyerOrderId} ${sellerOrderId}`),
    level: ({ updateId, side, priceTicks, lots }) => lines.push(`level ${updateId} ${side} ${priceTicks} ${lots}`),
    best: ({ updateId, bidTicks, askTicks }) => lines.push(`best ${updateId} ${bidTicks} ${askTicks}`),
    position: ({ account, assets }) => lines.push(`position ${account.accountId} ${assets}`),
  });
  play(bench, flow, () => {});
  return lines;
}

describe("exchange: refusals:", () => {
  test("any commands: one that is refused changes nothing and tells nothing", () => {
    fc.assert(
      fc.property(commands, (flow) => {
        const bench = open(coarse, "reference");
        using _ = bench.exchange;
        let before = digestOf(bench.exchange);
        let eventsBefore = bench.checker.eventsCount;
        play(bench, flow, (answer) => {
          if (answer instanceof Refusal) {
            expect(digestOf(bench.exchange)).toEqual(before);
            expect(bench.checker.eventsCount).toBe(eventsBefore);
          }
          bench.exchange.settle();
          before = digestOf(bench.exchange);
          eventsBefore = bench.checker.eventsCount;
        });
      }),
      propertyRuns(100),
    );
  });
});

test("exchange: requests with any numbers: are taken or refused, and the story stays one", () => {
  const request = fc.oneof({ weight: 3, arbitrary: wildRequests }, { weight: 1, arbitrary: goodRequests });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
      const bench = open(coarse, "reference");
      using _ = bench.exchange;
      const { exchange, market, checker } = bench;
      for (const [index, each] of requests.entries()) {
        exchange.place(index, exchange.accounts[index % 2]!, market, each);
        exchange.settle();
        checker.verify();
      }
    }),
    propertyRuns(300),
  );
});

test("exchange: some hundreds of random flows: everything that can happen occurs in them", () => {
  const seen = new Set<string>();
  // With a seed of its own: that the draws reach everything must not be luck.
  for (const flow of fc.sample(commands, { numRuns: 250, seed: 1 })) {
    const bench = open(coarse, "reference");
    using _ = bench.exchange;
    play(bench, flow, (answer) => {
      if (answer instanceof Refusal) seen.add(answer.message);
    });
    for (const kind of bench.checker.kinds.keys()) seen.add(kind);
    for (const { order } of bench.checker.orders.values())
      seen
        .add(`${order.kind} ${order.status}`)
        .add(order.expiryReason)
        .add(`prevented ${order.preventedLots > 0 && order.prevention}`);
  }
  expect([...expected].filter((name) => !seen.has(name))).toEqual([]);
});

const expected = new Set([
  ...["NEW", "TRADE", "CANCELED", "REPLACED", "REJECTED", "EXPIRED", "TRADE_PREVENTION"],
  ...["UNFILLED_IOC_QUANTITY_EXPIRED", "UNFILLED_FOK_ORDER_EXPIRED", "INSUFFICIENT_LIQUIDITY", "EXCHANGE_CANCELED"],
  ...["LIMIT FILLED", "LIMIT_MAKER FILLED", "MARKET FILLED", "STOP_LOSS FILLED", "STOP_LOSS_LIMIT FILLED"],
  ...["TAKE_PROFIT FILLED", "TAKE_PROFIT_LIMIT FILLED", "LIMIT EXPIRED_IN_MATCH", "MARKET EXPIRED"],
  ...["prevented EXPIRE_TAKER", "prevented EXPIRE_MAKER", "prevented EXPIRE_BOTH", "prevented DECREMENT"],
  ...["prevented TRANSFER", "prevented NONE"],
  ...["Filter failure: PRICE_FILTER", "Filter failure: LOT_SIZE", "Duplicate order sent.", "Unknown order sent."],
  ...["Order would trigger immediately.", "Order would immediately match and take.", "IcebergQty exceeds QTY."],
  ...["Account has insufficient balance for requested action.", "Order amend (quantity increase) is not supported."],
  ...["The requested action would change no state; rejecting", "Order was not canceled due to cancel restrictions."],
  ...["Order book liquidity is less than symbol minimum quantity."],
]);
