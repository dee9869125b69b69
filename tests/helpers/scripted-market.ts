/** What a scripted venue says of BTCUSDT, and a feed that is in step with it. */

import { expect } from "bun:test";
import type { Instrument } from "../../src/domain/instrument.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { spotBtcusdt } from "./instruments.ts";
import { answer, ScriptedFeed, type ScriptedSocket, type ScriptOptions, scriptEpochMs } from "./scripted-feed.ts";

export const minute = 60_000;

/** As the venue prints it. */
export function level(price: number, size: number): readonly [price: string, size: string] {
  return [price.toFixed(2), size.toFixed(3)];
}

/** Like BTCUSDT, by another name. */
export function named(symbol: string): Instrument {
  return { ...spotBtcusdt, symbol };
}

/** Whole milliseconds, as in messages. */
export function timeOf(script: ScriptedFeed): number {
  return scriptEpochMs + Math.floor(script.clock.nowNs() / nsPerMs);
}

/** One event of one update, to these connections alone if they are given. */
export function depth(script: ScriptedFeed, u: number, sockets?: readonly ScriptedSocket[], symbol = "BTCUSDT"): void {
  const data = { e: "depthUpdate", E: timeOf(script), s: symbol, U: u, u, b: [level(100, 1 + (u % 7))], a: [] };
  script.emit(`${symbol.toLowerCase()}@depth@100ms`, data, sockets);
}

export function trade(script: ScriptedFeed, t: number, sockets?: readonly ScriptedSocket[]): void {
  const at = timeOf(script);
  const data = { e: "trade", E: at, s: "BTCUSDT", t, p: "100.00", q: "1.000", T: at, m: true, M: true };
  script.emit("btcusdt@trade", data, sockets);
}

export function ticker(script: ScriptedFeed, u: number, sockets?: readonly ScriptedSocket[]): void {
  script.emit("btcusdt@bookTicker", { u, s: "BTCUSDT", b: "90.00", B: "2.000", a: "101.00", A: "3.000" }, sockets);
}

/** In step at update id 11; its first rows are forgotten. */
export function synced(options: ScriptOptions = {}): ScriptedFeed {
  const script = new ScriptedFeed(options);
  script.onDepth = () => answer({ lastUpdateId: 10, bids: [level(100, 1)], asks: [level(101, 3)] });
  script.pass(100);
  depth(script, 11);
  script.pass(20);
  expect(script.kinds).toEqual(["clear", "depth"]);
  script.rowsSeen.length = 0;
  return script;
}

/** When snapshots were asked for, in milliseconds. */
export function snapshotsAsked(script: ScriptedFeed): number[] {
  return script.calls.filter(({ url }) => url.includes("/depth")).map(({ atMs }) => atMs);
}
