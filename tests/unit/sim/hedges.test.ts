// Goal: a configuration says which market hedges which, and what cannot be hedged is refused with the place and the reason.
// Method: members by hand: makers and hedgers on instruments of one and of several base assets.
import { expect, test } from "bun:test";
import { engineConfigOf } from "../../../sim/backtest-config.ts";
import { type HedgeMember, hedgedIndices } from "../../../sim/hedges.ts";
import { hedger } from "../../../src/core/strategy/hedger.ts";
import { naiveMaker } from "../../../src/core/strategy/naive-maker.ts";
import type { Instrument } from "../../../src/domain/instrument.ts";
import { change } from "../../../src/ports/engine.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";
import { setupOf } from "../../helpers/setup-runs.ts";

const ethusdt = { ...spotBtcusdt, symbol: "ETHUSDT", base: { name: "ETH", places: 8 } };
const btcusdc = { ...spotBtcusdt, symbol: "BTCUSDC" };

function maker(instrument: Instrument): HedgeMember {
  return { instrument, strategy: naiveMaker, config: {} };
}

function hedgeOf({ venue, market, symbol }: Instrument, instrument: Instrument): HedgeMember {
  return { instrument, strategy: hedger, config: { hedges: { venue, market, symbol } } };
}

const indices = (...members: HedgeMember[]) => hedgedIndices(members, "pair.yaml: instruments");

test("hedges: a pair in either order, a chain, and those that hedge none: by their places", () => {
  expect(indices(maker(spotBtcusdt), hedgeOf(spotBtcusdt, usdmBtcusdt))).toEqual([undefined, 0]);
  expect(indices(hedgeOf(spotBtcusdt, usdmBtcusdt), maker(ethusdt), maker(spotBtcusdt))).toEqual([
    2,
    undefined,
    undefined,
  ]);
  expect(indices(maker(spotBtcusdt), hedgeOf(spotBtcusdt, usdmBtcusdt), hedgeOf(usdmBtcusdt, btcusdc))).toEqual([
    undefined,
    0,
    1,
  ]);
});

test("hedges: an instrument of the same symbol in another market is another", () => {
  expect(indices(maker(usdmBtcusdt), hedgeOf(usdmBtcusdt, spotBtcusdt))).toEqual([undefined, 0]);
});

const refused: [string, HedgeMember[], string][] = [
  ["itself", [hedgeOf(usdmBtcusdt, usdmBtcusdt)], "0.hedges: BTCUSDT.usdm cannot hedge itself; expected another"],
  [
    "one that is not there",
    [maker(ethusdt), hedgeOf(spotBtcusdt, usdmBtcusdt)],
    "1.hedges: BTCUSDT of binance spot is not in this run; expected one that is",
  ],
  [
    "another base asset",
    [maker(ethusdt), hedgeOf(ethusdt, usdmBtcusdt)],
    "1.hedges: ETHUSDT is of ETH; expected one of BTC, as the hedge",
  ],
  [
    "an inverse hedge",
    [maker(spotBtcusdt), hedgeOf(spotBtcusdt, coinmBtcusdPerp)],
    "1.hedges: BTCUSDT with BTCUSD_PERP.coinm: BTCUSD_PERP.coinm is inverse; expected two that count BTC",
  ],
  [
    "an inverse contract",
    [maker(coinmBtcusdPerp), hedgeOf(coinmBtcusdPerp, spotBtcusdt)],
    "1.hedges: BTCUSD_PERP.coinm with BTCUSDT: BTCUSD_PERP.coinm is inverse; expected two that count BTC",
  ],
  [
    "the same twice",
    [maker(spotBtcusdt), hedgeOf(spotBtcusdt, usdmBtcusdt), hedgeOf(spotBtcusdt, btcusdc)],
    "2.hedges: BTCUSDT is hedged already; expected one hedge of each",
  ],
  [
    "a circle",
    [hedgeOf(usdmBtcusdt, spotBtcusdt), hedgeOf(spotBtcusdt, usdmBtcusdt)],
    "0.hedges: BTCUSDT.usdm is hedged with what hedges it; expected no circle",
  ],
  [
    "a strategy that does not look",
    [maker(spotBtcusdt), { ...hedgeOf(spotBtcusdt, usdmBtcusdt), strategy: naiveMaker }],
    "1.hedges: naive-maker looks at no other market; expected a strategy that hedges",
  ],
];
test.each(refused)("hedges: %s: refused", (_, members, message) => {
  expect(() => indices(...members)).toThrow(`pair.yaml: instruments.${message}`);
});

test("hedges: a circle of three, and a chain into one: refused", () => {
  const third = { ...spotBtcusdt, symbol: "BTCFDUSD" };
  const circle = [hedgeOf(usdmBtcusdt, spotBtcusdt), hedgeOf(third, usdmBtcusdt), hedgeOf(spotBtcusdt, third)];
  expect(() => indices(...circle)).toThrow("no circle");
  expect(() => indices(hedgeOf(usdmBtcusdt, third), ...circle.slice(0, 2))).toThrow("expected");
});

test("hedges: who hedges looks at each point of its grid, for nothing of its own market need have changed", () => {
  const { config, markets } = setupOf("synthetic-pair.yaml");
  const [quotes, hedges] = markets.map((of) => engineConfigOf(config, of.config, of.strategy, "conservative").reads);
  expect([quotes! & change.time, hedges! & change.time]).toEqual([0, change.time]);
});
