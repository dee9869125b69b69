/**
 * A session: the engine and the cores of all instruments, told one ordered sequence of inputs. Live it is told by feed,
 * gateway and operator as they speak; `replay` tells it the same again out of the journal. It asks for nothing, so the
 * same inputs at the same times give the same commands.
 *
 *   input at t ─▶ journal ─▶ engine runs to t ─▶ at each stop the core of that market ─▶ commands ─▶ journal ─▶ venue
 *
 * What falls due between two inputs happens at its declared time, however late the session is told of the time
 * (`advance`): a decision of the grid, a deadline, and on paper the venue's answers. So the moments at which a busy
 * machine gets round to it are no inputs and stand in no journal.
 */
import { assert } from "../base/assert.ts";
import type { Kernel } from "../core/kernel.ts";
import type { OrderManager } from "../core/orders/order-manager.ts";
import type { TrackedVenue } from "../core/orders/tracked-venue.ts";
import type { Reconciliation } from "../core/orders/tracking-counts.ts";
import type { Account, BalanceDifference } from "../core/portfolio/account.ts";
import type { Portfolio } from "../core/portfolio/portfolio.ts";
import type { Risk } from "../core/risk/risk.ts";
import { type EventColumns, isCut } from "../domain/event.ts";
import type { OperatorCommand } from "../domain/operator.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import { type Engine, type EngineMarket, stop } from "../ports/engine.ts";
import type { SessionEvent, SessionJournal } from "./session-input.ts";

/** One instrument of a session: its market in the engine, and the core that trades there. */
export interface SessionMarket {
  readonly market: EngineMarket;
  readonly kernel: Kernel;
  readonly orders: OrderManager;
  readonly portfolio: Portfolio;
  readonly risk: Risk;
  readonly account: Account;
  /** Undefined on paper, where the engine is the venue. */
  readonly tracked: TrackedVenue | undefined;
  /** The engine has stopped here. @param reasons mask of `stop`. */
  step(reasons: number): void;
}

/** Who hears of what a session finds out, for logs and metrics. It never answers back. */
export interface SessionListener {
  /** The core of a market has taken in a stop. @param reasons mask of `stop`. */
  stepped(marketIndex: number, reasons: number): void;
  /** What the venue's list of open orders said that was not known. */
  reconciled(marketIndex: number, found: Reconciliation): void;
  /** Balances that were not as the venue says, and now are. */
  adopted(differences: readonly BalanceDifference[]): void;
}

export class Session<Market extends SessionMarket = SessionMarket> {
  #lastNs: TimeNs = 0;
  #isRunning = false;
  /** What the stops at the time of the input at hand are told first, by market. */
  readonly #told: (((market: SessionMarket) => void) | undefined)[];
  #toldNs: TimeNs = Number.NaN;

  constructor(
    private readonly engine: Engine,
    /** In the order of the engine's. */
    readonly markets: readonly Market[],
    private readonly journal: SessionJournal,
    private readonly listener: SessionListener | undefined,
  ) {
    this.#told = markets.map(() => undefined);
  }

  /** When something falls due by itself; Infinity for never. */
  get nextNs(): TimeNs {
    return this.engine.nextNs;
  }

  /** Up to here all has happened: the next input is later. */
  get lastNs(): TimeNs {
    return this.#lastNs;
  }

  /**
   * Whole messages of one instrument, received at `atNs`.
   *
   * @param columns borrowed until this returns.
   */
  rows(atNs: TimeNs, marketIndex: number, columns: EventColumns): void {
    assert(atNs > this.#lastNs, "each input is later than the one before");
    assert(!isCut(columns), "an input is of whole messages");
    this.#lastNs = atNs;
    if (columns.rowsCount === 0) return;
    this.journal.rows(atNs, marketIndex, columns);
    this.#run(atNs);
    this.markets[marketIndex]!.market.push(columns, 0);
    this.#run(atNs + 1);
  }

  /** Anything else, at `atNs`. */
  event(atNs: TimeNs, event: SessionEvent): void {
    assert(atNs > this.#lastNs, "each input is later than the one before");
    this.#lastNs = atNs;
    this.journal.event(atNs, event);
    this.#run(atNs);
    this.#tell(atNs, event);
    this.#run(atNs + 1);
  }

  /** It is `nowNs`: all that is due by now happens, before any later input. */
  advance(nowNs: TimeNs): void {
    if (nowNs <= this.#lastNs) return;
    this.#lastNs = nowNs;
    this.#run(nowNs + 1);
  }

  /** Sets what the markets concerned are told at their stop at `atNs`, and makes that stop come. */
  #tell(atNs: TimeNs, event: SessionEvent): void {
    this.#toldNs = atNs;
    const { kind } = event;
    if (kind === "report") this.#tellOne(event.marketIndex, ({ tracked }) => trackedOf(tracked).report(event.report));
    else if (kind === "open_orders")
      this.#tellOne(event.marketIndex, ({ tracked }) => {
        const found = trackedOf(tracked).openOrders(event.list);
        this.listener?.reconciled(event.marketIndex, found);
      });
    else if (kind === "balances")
      this.#tellOne(0, ({ account }) => {
        const differences = account.adopt(event.balances);
        if (differences.length > 0) this.listener?.adopted(differences);
      });
    else if (kind === "hold") this.#tellAll(({ kernel }) => kernel.hold(event.reason));
    else if (kind === "release") this.#tellAll(({ kernel }) => kernel.release(event.reason));
    else if (kind === "operator") this.#operate(event.command);
    else if (kind === "clock_offset") this.#tellLimited(event.offsetNs);
  }

  #operate(command: OperatorCommand): void {
    const told = ({ kernel }: SessionMarket) => void kernel.operate(command);
    if (command.kind === "parameters") this.#tellOne(command.market, told);
    else this.#tellAll(told);
  }

  /** Those alone that look at it: the others are not stopped for it. */
  #tellLimited(offsetNs: DurationNs): void {
    for (const [index, { risk }] of this.markets.entries())
      if (risk.limits.clockOffsetNsMax !== undefined)
        this.#tellOne(index, ({ kernel }) => kernel.clockOffset(offsetNs));
  }

  #tellAll(told: (market: SessionMarket) => void): void {
    for (const index of this.markets.keys()) this.#tellOne(index, told);
  }

  #tellOne(marketIndex: number, told: (market: SessionMarket) => void): void {
    this.#told[marketIndex] = told;
    this.markets[marketIndex]!.market.tell(this.#toldNs);
  }

  #run(horizonNs: TimeNs): void {
    assert(!this.#isRunning, "a venue answers later, never from within a command");
    this.#isRunning = true;
    for (;;) {
      const reasons = this.engine.run(horizonNs);
      if (reasons === stop.rowsUsed) break;
      const index = this.engine.stoppedAt;
      const market = this.markets[index]!;
      this.#handOver(index, market);
      market.step(reasons);
      this.listener?.stepped(index, reasons);
    }
    this.#isRunning = false;
  }

  #handOver(index: number, market: Market): void {
    const told = this.#told[index];
    if (told === undefined || market.market.view.nowNs !== this.#toldNs) return;
    this.#told[index] = undefined;
    told(market);
  }
}

function trackedOf(tracked: TrackedVenue | undefined): TrackedVenue {
  assert(tracked !== undefined, "only a real venue reports");
  return tracked;
}
