/** The three kinds of instrument, as Binance has them, for tests that need no file. */
export { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../sim/fuzz/instruments.ts";
