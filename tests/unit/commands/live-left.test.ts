// Goal: who ends a session with orders open learns which they are, and whether anybody still sees to them.
// Method: ends of sessions with orders in one market, in several, in none, beside a watchdog that watches or is gone.
import { expect, test } from "bun:test";
import { leftText, ordersLeft } from "../../../src/commands/live-left.ts";
import type { SessionStatus } from "../../../src/ports/session-status.ts";

function status(...ids: string[][]): SessionStatus {
  const markets = ids.map((of) => ({ orders: of.map((clientOrderId) => ({ clientOrderId })) }));
  return { markets } as unknown as SessionStatus;
}

test("orders left: in several markets, watched: all by the venue's names, and the process that goes on", () => {
  const left = ordersLeft(status(["hs-a-0-1", "hs-a-0-2"], ["hs-a-1-7"]), { pid: 4321, isWatching: true });
  expect(left.clientOrderIds).toBe("hs-a-0-1 hs-a-0-2 hs-a-1-7");
  expect(leftText(left)).toStartWith(
    "Orders may still be open: hs-a-0-1 hs-a-0-2 hs-a-1-7. Watchdog: process 4321 goes on",
  );
});

test("orders left: nobody watches: says so, and what to do", () => {
  const left = ordersLeft(status(["hs-a-0-1"]), { pid: 4321, isWatching: false });
  expect(leftText(left)).toBe(
    "Orders may still be open: hs-a-0-1. Watchdog: gone: cancel them at the venue, or start again",
  );
});

test("orders left: none known by name: no empty list", () => {
  expect(leftText(ordersLeft(status([]), { pid: 1, isWatching: true }))).toStartWith("Orders may still be open. ");
});
