/** The three kinds of instrument, as Binance has them. */
import type { Instrument } from "../../src/domain/instrument.ts";

const usdt = { name: "USDT", places: 8 };
const btc = { name: "BTC", places: 8 };

/** Tick 0.01 USDT, lot 0.00001 BTC, at least 5 USDT an order. */
export const spotBtcusdt: Instrument = {
  venue: "binance",
  market: "spot",
  symbol: "BTCUSDT",
  tickUnits: 1_000_000n,
  lotUnits: 1_000n,
  pricePlaces: 8,
  sizePlaces: 8,
  base: btc,
  quote: usdt,
  settle: usdt,
  inverse: false,
  contractUnits: 0n,
  sizeLotsMin: 1,
  notionalUnitsMin: 500_000_000n,
};

/** Tick 0.1 USDT, lot 0.001 BTC. */
export const usdmBtcusdt: Instrument = {
  ...spotBtcusdt,
  market: "usdm",
  tickUnits: 10n,
  lotUnits: 1n,
  pricePlaces: 2,
  sizePlaces: 3,
  notionalUnitsMin: 10_000_000_000n,
};

/** Tick 0.1 USD, lot one contract of 100 USD, settled in BTC. */
export const coinmBtcusdPerp: Instrument = {
  ...spotBtcusdt,
  market: "coinm",
  symbol: "BTCUSD_PERP",
  tickUnits: 1n,
  lotUnits: 1n,
  pricePlaces: 1,
  sizePlaces: 0,
  quote: { name: "USD", places: 8 },
  settle: btc,
  inverse: true,
  contractUnits: 10_000_000_000n,
  notionalUnitsMin: 0n,
};
