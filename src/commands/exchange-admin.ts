/**
 * The admin port of the exchange: what the venue's operator could do, and no client. A door of its own, on loopback, so that clients see
 * nothing that the venue does not have.
 */
import type { Server } from "bun";
import { Elysia } from "elysia";
import { z } from "zod";
import { fault } from "../../sim/exchange/faults/fault.ts";
import type { InjectedFault } from "../../sim/exchange/faults/faults.ts";
import type { ExchangeServer } from "../../sim/exchange/server.ts";
import { assetPlaces, symbolFilter, symbolStatuses } from "../../sim/exchange/symbol-entry.ts";
import { problemOf, Refused } from "../api/problems.ts";
import { formatDecimal, parseDecimal } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import { StandingClock } from "./exchange-clock.ts";
import type { ExchangeDriver } from "./exchange-driver.ts";

const deposit = z.strictObject({
  apiKey: z.string(),
  asset: z.string().regex(/^[A-Z0-9]{1,20}$/),
  /** Of the asset; a withdrawal below 0. */
  amount: z.string().regex(/^-?\d{1,12}(?:\.\d{1,8})?$/),
});

/** Filters take the place of those of their type; others stay. */
const symbolChange = z.strictObject({
  status: z.enum(symbolStatuses).optional(),
  filters: z.array(symbolFilter).optional(),
});

/** How far time may be moved at once. */
const secondsMax = 86_400;
const sliceUs = 100_000;
const move = z.strictObject({ seconds: z.number().positive().max(secondsMax) });

/** @param port 0 for any. */
export function openAdmin(driver: ExchangeDriver, port: number): Server<undefined> {
  const { fetch } = adminApi(driver);
  return Bun.serve({
    hostname: "127.0.0.1",
    port,
    development: false,
    reusePort: false,
    // Moving time by a day takes longer than Bun usually waits for an answer.
    idleTimeout: 255,
    fetch,
  });
}

/** Its routes. Bodies and answers are JSON; errors are `{error, message, details}`. Pages in a browser are kept out. */
function adminApi(driver: ExchangeDriver) {
  const { server } = driver;
  return new Elysia()
    .onRequest(({ request }) => checkOrigin(request))
    .onError(({ code, error, set }) => {
      const { status, body } = problemOf(code, error);
      set.status = status;
      return body;
    })
    .get("/status", () => statusOf(driver))
    .post(
      "/deposit",
      ({ body }) => {
        call(driver, (nowUs) => depositTo(server, nowUs, body));
        return {};
      },
      { body: deposit },
    )
    .patch(
      "/symbols/:symbol",
      ({ params, body }) => {
        call(driver, (nowUs) => changeSymbol(server, nowUs, params.symbol, body));
        return {};
      },
      { body: symbolChange },
    )
    .post(
      "/time",
      async ({ body }) => {
        await moveTime(driver, Math.round(body.seconds * 1_000_000));
        return { timeUs: server.nowUs };
      },
      { body: move },
    )
    .get("/faults", () => ({ faults: server.faults.all.map(faultOf) }))
    .get("/faults/schema", () => z.toJSONSchema(fault, { io: "input" }))
    .post("/faults", ({ body }) => call(driver, (nowUs) => faultOf(server.faults.inject(nowUs, body))), { body: fault })
    .delete("/faults/:id", ({ params }) => {
      if (!call(driver, () => server.faults.remove(Number(params.id))))
        throw new Refused(404, "unknown_fault", `no fault ${params.id}`);
      return {};
    });
}

/**
 * Any page that a browser shows may send requests to loopback: they carry an origin, a host of their own, or a form.
 * @throws Refused
 */
function checkOrigin({ headers, method }: Request): void {
  const host = headers.get("host") ?? "";
  if (headers.has("origin") || !/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host))
    throw new Refused(403, "foreign_origin", "expected a program on this machine, not a page in a browser");
  const isJson = headers.get("content-type")?.split(";")[0]?.trim() === "application/json";
  if ((method === "POST" || method === "PATCH") && !isJson)
    throw new Refused(415, "not_json", "expected a body of application/json");
}

/** Refusals of the exchange's are ours; a bug stops everything, as from any other door. */
function call<Answer>(driver: ExchangeDriver, command: (nowUs: number) => Answer): Answer {
  let refused: unknown;
  const answer = driver.call((nowUs) => {
    driver.server.advance(nowUs);
    try {
      return command(nowUs);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof InputError)) throw error;
      refused = error;
      return undefined;
    }
  });
  if (refused !== undefined) throw refused;
  if (answer === undefined && driver.isStopped) throw new Refused(503, "stopped", "the exchange has stopped");
  return answer as Answer;
}

/** Bit by bit, so that sockets are written to and read from on the way. */
async function moveTime(driver: ExchangeDriver, us: number): Promise<void> {
  const { clock, server } = driver;
  if (!(clock instanceof StandingClock))
    throw new Refused(409, "time_runs", "time passes by itself; it can be moved with --speed 0");
  const untilUs = clock.nowUs() + us;
  while (clock.nowUs() < untilUs) {
    clock.moveTo(Math.min(clock.nowUs() + sliceUs, untilUs));
    call(driver, (nowUs) => server.advance(nowUs));
    await Bun.sleep(0);
  }
}

function statusOf({ server, clock }: ExchangeDriver) {
  const { exchange, nowUs, socketsCount } = server;
  return {
    timeUs: nowUs,
    timeStands: clock instanceof StandingClock,
    socketsCount,
    symbols: exchange.markets.map(({ symbol }) => ({ symbol: symbol.name, status: symbol.status })),
    faultsCount: server.faults.all.length,
  };
}

function depositTo(server: ExchangeServer, nowUs: number, { apiKey, asset, amount }: z.infer<typeof deposit>): void {
  const caller = server.keys.find(apiKey);
  if (caller === undefined) throw new Refused(404, "unknown_key", `no API key ${apiKey}`);
  if (!isTraded(server, asset)) throw new Refused(404, "unknown_asset", `no symbol has ${asset}`);
  const units = amount.startsWith("-") ? -unitsOf(amount.slice(1)) : unitsOf(amount);
  const refusal = server.exchange.deposit(nowUs, caller.account, asset, units);
  if (refusal === undefined) return;
  const free = formatDecimal(caller.account.balance(asset).freeUnits, assetPlaces);
  throw new Refused(409, "insufficient_balance", `only ${free} ${asset} are free`);
}

function isTraded({ exchange }: ExchangeServer, asset: string): boolean {
  return exchange.markets.some(({ symbol: { baseAsset, quoteAsset } }) => asset === baseAsset || asset === quoteAsset);
}

function changeSymbol(
  server: ExchangeServer,
  nowUs: number,
  name: string,
  { status, filters = [] }: z.infer<typeof symbolChange>,
): void {
  const market = server.exchange.market(name);
  if (market === undefined) throw new Refused(404, "unknown_symbol", `no symbol ${name}`);
  const { entry } = market.symbol;
  const changed = new Map([...entry.filters, ...filters].map((filter) => [filter.filterType, filter]));
  server.exchange.changeSymbol(nowUs, market, { status: status ?? entry.status, filters: [...changed.values()] });
}

function faultOf({ id, fault: injected, timesCount, fromUs, untilUs }: InjectedFault) {
  return { id, fault: injected, timesCount, fromUs, untilUs: Number.isFinite(untilUs) ? untilUs : null };
}

function unitsOf(amount: string): bigint {
  return parseDecimal(amount, assetPlaces)!;
}
