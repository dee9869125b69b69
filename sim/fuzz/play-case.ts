/**
 * A case played as a backtest plays it: an engine as the venue, a kernel with risk and orders, and somebody who
 * watches. The watcher sees each point at which the kernel decides, also those at which risk does not let it, and may
 * ask probes of its own what they would want there: the run does not notice.
 */
import { RunHash } from "../../src/base/run-hash.ts";
import type { Decision, KernelListener } from "../../src/core/kernel-listener.ts";
import { OwnQuotes } from "../../src/core/orders/own-quotes.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import type { StrategyDefinition, StrategyView } from "../../src/core/strategy/strategy.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { type Engine, type MarketView, stop } from "../../src/ports/engine.ts";
import { balanceUnits, engineConfigOf } from "../backtest-config.ts";
import { type Connect, MarketRun } from "../market-run.ts";
import { hashBalances, RunRecords } from "../run-records.ts";
import { TapeFeed } from "../tape-feed.ts";
import { historyMidnightUnixNs, historyTape } from "./market-history.ts";
import { quietListener } from "./quiet-listener.ts";
import { type Quotes, quotesOf } from "./quotes.ts";
import { type StrategyCase, setupOf } from "./strategy-case.ts";

/** A point at which the kernel decides. All is lent until the next. */
export interface DecisionPoint {
  readonly view: StrategyView;
  /** What the strategy wanted, before risk; undefined where risk did not ask it. */
  readonly wanted: Quotes | undefined;
}

export interface CaseWatcher {
  /** At every stop, before anybody decides. */
  readonly stopped?: (market: MarketView) => void;
  readonly decided?: (point: DecisionPoint) => void;
  /** Of all else that the kernel tells. */
  readonly listener?: Partial<KernelListener>;
  /** What this puts between gets the commands. */
  readonly connect?: Connect;
}

/**
 * @returns the run hash, over commands, fills and balances: that of a backtest of the same.
 * @throws whatever the strategy or the core throws.
 */
export function playCase(
  of: StrategyCase,
  definition: StrategyDefinition,
  watcher: CaseWatcher,
  engineKind: Engine["kind"] = "reference",
): string {
  let asked: AskedDecision | undefined;
  const strategy = listened(definition, (decision) => {
    asked = decision;
  });
  const { run: config, market: setup } = setupOf(of, strategy);
  using engine = openEngine([engineConfigOf(config, setup.config, strategy, config.queueModel)], engineKind);
  const hash = new RunHash();
  const account = new Account(balanceUnits(config.balances, [of.instrument])!);
  const decided = (_decision: Decision) => {
    watcher.decided?.({ view: viewOf(run, asked), wanted: asked?.wanted });
    asked = undefined;
  };
  const run: MarketRun = new MarketRun(
    setup,
    { config, epochUnixNs: historyMidnightUnixNs },
    engine.markets[0]!,
    account,
    new RunRecords(hash, 0),
    { onFill() {}, onNet() {}, also: { ...quietListener, ...watcher.listener, decided } },
    watcher.connect,
  );
  playToEnd(engine, run, of, watcher.stopped ?? (() => {}));
  run.end();
  hashBalances(hash, account.balances);
  return hash.hex();
}

/** What the strategy was asked, and answered: by the time a decision is told, orders follow it already. */
interface AskedDecision {
  readonly own: readonly [bids: OwnQuotes, asks: OwnQuotes];
  readonly wanted: Quotes;
}

/** The strategy, and somebody who hears what it is asked. */
function listened(definition: StrategyDefinition, onAsked: (decision: AskedDecision) => void): StrategyDefinition {
  return {
    ...definition,
    start: (parameters, context) => {
      const decide = definition.start(parameters, context);
      return (view, quotes) => {
        const own = [copyOf(view.own(bid)), copyOf(view.own(ask))] as const;
        decide(view, quotes);
        onAsked({ own, wanted: quotesOf(quotes) });
      };
    },
  };
}

function copyOf({ priceTicks, remainingLots, aheadLots, count }: OwnQuotes): OwnQuotes {
  const copy = new OwnQuotes();
  for (let at = 0; at < count; at++) copy.add(priceTicks[at]!, remainingLots[at]!, aheadLots[at]!);
  return copy;
}

function viewOf({ market, portfolio, orders }: MarketRun, asked: AskedDecision | undefined): StrategyView {
  const { view } = market;
  const own = (side: Side) => (asked === undefined ? orders.own(side) : asked.own[side]);
  return { nowNs: view.nowNs, market: view, positionLots: portfolio.positionLots, hedgedLots: 0, own };
}

function playToEnd(engine: Engine, run: MarketRun, of: StrategyCase, onStop: (market: MarketView) => void): void {
  const feed = new TapeFeed([historyTape(of.instrument, of.history)], historyMidnightUnixNs, chunkRows);
  const endNs = feed.lastReceivedNs + 1;
  for (let isEnded = false; ; ) {
    const reasons = engine.run(isEnded ? endNs : 0);
    if (reasons !== stop.rowsUsed) {
      onStop(run.market.view);
      run.step(reasons);
    } else if (isEnded) return;
    else isEnded = !feed.pushNext(run.market);
  }
}

/** More than any history has. */
const chunkRows = 65_536;
