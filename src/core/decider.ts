/**
 * One decision: what the strategy wants, as far as risk lets it. While anything forbids quotes the strategy is not
 * asked; where a model that it asked had no sound answer, nothing of what it wants is kept.
 */
import type { MarketView } from "../ports/engine.ts";
import type { Decision, KernelListener } from "./kernel-listener.ts";
import type { WatchedModels } from "./models/model.ts";
import type { OrderManager } from "./orders/order-manager.ts";
import type { Portfolio } from "./portfolio/portfolio.ts";
import type { HoldReason } from "./risk/holds.ts";
import type { Risk } from "./risk/risk.ts";
import type { Decide, StrategyView } from "./strategy/strategy.ts";

export interface DeciderParts {
  readonly market: MarketView;
  /** Gives the strategy with these parameters, which its own schema has checked. */
  readonly start: (parameters: unknown) => Decide;
  readonly parameters: unknown;
  readonly risk: Risk;
  readonly orders: OrderManager;
  readonly portfolio: Portfolio;
  /** Those that the strategy asks. */
  readonly models: WatchedModels;
  readonly listener: KernelListener;
  /** What the market holds that this one hedges, in lots of this one; undefined where it hedges none. */
  readonly hedgedLots?: (() => number) | undefined;
}

export class Decider {
  /** The last one: what it says is read when it is asked, and so with all that its orders have come to. */
  readonly decision: Decision;
  readonly #view: StrategyView;
  #decide: Decide;

  constructor(private readonly parts: DeciderParts) {
    this.#decide = parts.start(parts.parameters);
    this.#view = viewOf(parts);
    this.decision = decisionOf(parts);
  }

  /** The strategy begins anew, with other parameters. */
  restart(parameters: unknown): void {
    this.#decide = this.parts.start(parameters);
  }

  /** @param hold why nothing may be placed, whatever the market. */
  decide(hold: HoldReason | undefined): void {
    const { market, risk, models, orders } = this.parts;
    const { wanted } = orders;
    wanted.clear();
    risk.veto.clear();
    let fault: string | undefined = hold ?? risk.fault(market);
    if (fault === undefined) {
      this.#decide(this.#view, wanted);
      fault = models.takeFault();
    }
    if (fault === undefined) risk.restrain(wanted, this.#vetoed);
    else this.#pull(fault);
  }

  #pull(reason: string): void {
    this.parts.orders.wanted.clear();
    this.#vetoed(reason);
  }

  readonly #vetoed = (reason: string): void => {
    this.parts.risk.veto.note(reason);
    this.parts.listener.vetoed(reason);
  };
}

function viewOf({ market, portfolio, orders, hedgedLots }: DeciderParts): StrategyView {
  return {
    market,
    get nowNs() {
      return market.nowNs;
    },
    get positionLots() {
      return portfolio.positionLots;
    },
    get hedgedLots() {
      return hedgedLots?.() ?? 0;
    },
    own: (side) => orders.own(side),
  };
}

function decisionOf({ market, portfolio, orders, risk }: DeciderParts): Decision {
  return {
    market,
    get nowNs() {
      return market.nowNs;
    },
    get positionLots() {
      return portfolio.positionLots;
    },
    wanted: orders.wanted,
    get veto() {
      return risk.veto.reason;
    },
  };
}
