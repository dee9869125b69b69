/**
 * The traders of one symbol: a latent fair value, makers that see it late, takers that see it now, takers that see nothing. Each has an account
 * and acts at times of its own drawing; the earliest acts, at equal times the one named first.
 */
import { powerOfTen } from "../../../src/base/decimal.ts";
import type { Random } from "../../../src/base/random.ts";
import type { TimeNs } from "../../../src/domain/time.ts";
import { FairValue } from "../../synthetic-fair-value.ts";
import { SyntheticMaker } from "../../synthetic-maker.ts";
import { InformedTakers, UninformedTakers } from "../../synthetic-takers.ts";
import { noCommission } from "../commission.ts";
import type { Exchange } from "../exchange.ts";
import type { Account } from "../ledger.ts";
import type { Market } from "../market.ts";
import { assetPlaces } from "../symbol-entry.ts";
import type { ExchangeAgentParameters } from "./agent-parameters.ts";
import { AgentSeat } from "./agent-seat.ts";
import { CancelBursts } from "./cancel-bursts.ts";
import { ExchangeFloor } from "./exchange-floor.ts";
import { LargeTakers } from "./large-takers.ts";

export type AgentRole = "maker" | "uninformed" | "informed" | "large";

/** What an agent begins with, in either asset: as much as this many of its innermost quotes. Nobody runs dry in months. */
const purseQuotes = 1_000_000;
const assetUnit = Number(powerOfTen(assetPlaces));

type Actor = (nowNs: TimeNs) => TimeNs;

export class SymbolAgents {
  readonly floor: ExchangeFloor;
  readonly roles = new Map<Account, AgentRole>();
  readonly #makers: readonly SyntheticMaker[];
  readonly #fairValue: FairValue;
  #valueNextNs: TimeNs = 0;
  readonly #actors: readonly Actor[];
  readonly #nextNs: Float64Array;
  #earliest = 0;

  /** @param startPriceTicks where the fair value starts. */
  constructor(
    readonly exchange: Exchange,
    readonly market: Market,
    readonly parameters: ExchangeAgentParameters,
    startUs: number,
    startPriceTicks: number,
    random: Random,
  ) {
    const { symbol } = market;
    const { makers, uninformed, informed, large, bursts, reaction } = parameters;
    const delayMaxNs = Math.max(...makers.each.map(({ delayNs }) => delayNs));
    this.#fairValue = new FairValue(parameters.fairValue, random.fork("fair-value"), 0, startPriceTicks, delayMaxNs);
    const lotUnits = Number(symbol.quoteUnitsUp(startPriceTicks, 1));
    // Twice the least notional at the start, so that prices have room to fall.
    const sizeLotsMin = Math.max(
      symbol.sizeLotsMin,
      Math.ceil((2 * Number(symbol.notional?.unitsMin ?? 0n)) / lotUnits),
    );
    this.floor = new ExchangeFloor(market, reaction, startUs, this.#fairValue, lotUnits / assetUnit, sizeLotsMin);
    exchange.listen(this.floor);
    this.#makers = makers.each.map((character, at) => {
      return new SyntheticMaker(makers, character, this.floor, this.#seat("maker"), 0, random.fork(`maker-${at}`));
    });
    const informedTakers = new InformedTakers(informed, this.floor, this.#seat("informed"), random.fork("informed"));
    const uninformedTakers = new UninformedTakers(
      uninformed,
      this.floor,
      this.#seat("uninformed"),
      random.fork("uninformed"),
    );
    const largeTakers = new LargeTakers(large, this.floor, this.#seat("large"), random.fork("large"));
    const cancelBursts = new CancelBursts(bursts, this.#makers, random.fork("bursts"));
    const scheduled: readonly (readonly [firstNs: TimeNs, actor: Actor])[] = [
      [0, () => this.#open()],
      [0, (nowNs) => informedTakers.look(nowNs)],
      ...this.#makers.map((maker) => [0, (nowNs: TimeNs) => maker.wake(nowNs)] as const),
      [0, (nowNs) => uninformedTakers.arrive(nowNs)],
      [largeTakers.firstNs(0), (nowNs) => largeTakers.act(nowNs)],
      [cancelBursts.firstNs(0), (nowNs) => cancelBursts.burst(nowNs)],
    ];
    this.#actors = scheduled.map(([, actor]) => actor);
    this.#nextNs = Float64Array.from(scheduled, ([firstNs]) => firstNs);
  }

  /** When the next agent acts, since the agents began. */
  get nextNs(): TimeNs {
    return this.#nextNs[this.#earliest]!;
  }

  /** Lets the next agent act, at its time. */
  act(): void {
    const nowNs = this.nextNs;
    this.#moveValueTo(nowNs);
    this.floor.nowNs = nowNs;
    this.#nextNs[this.#earliest] = this.#actors[this.#earliest]!(nowNs);
    let earliest = 0;
    for (let at = 1; at < this.#nextNs.length; at++) if (this.#nextNs[at]! < this.#nextNs[earliest]!) earliest = at;
    this.#earliest = earliest;
  }

  /** Only agents look at it, so it need not move before one does. */
  #moveValueTo(nowNs: TimeNs): void {
    for (; this.#valueNextNs <= nowNs; this.#valueNextNs += this.parameters.fairValue.stepNs)
      this.#fairValue.step(this.#valueNextNs);
  }

  #open(): TimeNs {
    for (const maker of this.#makers) maker.open();
    return Number.POSITIVE_INFINITY;
  }

  #seat(role: AgentRole): AgentSeat {
    const { exchange, floor, market, parameters } = this;
    const { baseAsset, quoteAsset, entry } = market.symbol;
    const permissions = entry.permissionSets.flatMap((set) => set.slice(0, 1));
    const account = exchange.openAccount({ commission: noCommission, permissions, historyMax: 0 });
    const lots = floor.lotsFor(parameters.makers.innerSizeQuote * purseQuotes);
    exchange.deposit(floor.startUs, account, baseAsset, market.symbol.baseUnits(lots));
    exchange.deposit(floor.startUs, account, quoteAsset, BigInt(Math.round(lots * floor.lotQuote * assetUnit)));
    this.roles.set(account, role);
    return new AgentSeat(exchange, account, floor);
  }
}
