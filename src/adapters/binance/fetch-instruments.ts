/** The instruments of a venue as it knows them today: grids and filters may have changed since any file was written. */
import { InputError } from "../../base/input-error.ts";
import type { Instrument, Market } from "../../domain/instrument.ts";
import { nsPerSecond } from "../../domain/time.ts";
import type { Http } from "../../ports/http.ts";
import { readExchangeInfo } from "./exchange-info.ts";

const timeoutNs = 20 * nsPerSecond;

/** In the order of the symbols. @throws InputError when the venue cannot be asked, or does not trade one of them. */
export async function fetchInstruments(
  http: Http,
  restUrl: string,
  market: Market,
  symbols: readonly string[],
): Promise<Instrument[]> {
  const url = restUrl + pathOf(market, symbols);
  const result = await http.send({ method: "GET", url, headers: [], body: "", timeoutNs });
  if (result.kind === "failed") throw new InputError(url, `${result.why}; expected the venue's exchangeInfo`);
  if (result.status !== 200)
    throw new InputError(url, `answered ${result.status}: ${result.body.slice(0, 200)}; expected exchangeInfo`);
  const known = readExchangeInfo(parsed(result.body, url), url);
  return symbols.map((symbol) => {
    const instrument = known.find((candidate) => candidate.symbol === symbol && candidate.market === market);
    if (instrument === undefined) throw new InputError(url, `does not trade ${symbol}; expected a symbol of the venue`);
    return instrument;
  });
}

/** Futures tell of all symbols at once. */
function pathOf(market: Market, symbols: readonly string[]): string {
  if (market === "spot") return `/api/v3/exchangeInfo?symbols=${encodeURIComponent(JSON.stringify(symbols))}`;
  return market === "usdm" ? "/fapi/v1/exchangeInfo" : "/dapi/v1/exchangeInfo";
}

function parsed(body: string, url: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InputError(url, "answered no JSON; expected exchangeInfo");
  }
}
