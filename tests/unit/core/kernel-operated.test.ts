// Goal: what an operator or the session says takes effect in the very next step, and as long as anything forbids it
// nothing is placed.
// Method: a market set by hand, a strategy that always wants one bid of one lot, and a venue that writes down what it is
// sent.
import { expect, test } from "bun:test";
import { stop } from "../../../src/ports/engine.ts";
import { accepted, cancelled, deskBidTicks, KernelDesk } from "../../helpers/kernel-desk.ts";

test("kernel: paused: the quote goes by an ordinary cancel, decisions are vetoed; resumed: it is back at once", () => {
  const desk = quoting();
  desk.kernel.operate({ kind: "pause" });
  expect(desk.takeSent()).toEqual([]); // Nothing before the step.
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["cancel 1"]);
  desk.step(stop.own, {}, cancelled(1));
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.kernel.state]).toEqual([[], "paused"]);
  expect(new Set(desk.reasons)).toEqual(new Set(["operator_paused"]));

  desk.kernel.operate({ kind: "resume" });
  desk.step(stop.own);
  expect([desk.takeSent(), desk.kernel.state]).toEqual([["place 2 bid 1 at 98"], "quoting"]);
  expect(desk.held).toEqual(["+operator_paused", "-operator_paused"]);
});

test("kernel: paused before the venue has confirmed an order: cancelled when it has", () => {
  const desk = new KernelDesk();
  desk.step(stop.decision);
  desk.kernel.operate({ kind: "pause" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["place 1 bid 1 at 98"]);
  desk.step(stop.own, {}, accepted(1));
  expect(desk.takeSent()).toEqual(["cancel 1"]);
});

test("kernel: held by the session and paused: nothing is placed until both are gone", () => {
  const desk = new KernelDesk();
  desk.kernel.hold("stopping");
  desk.kernel.hold("venue_down");
  desk.kernel.operate({ kind: "pause" });
  desk.step(stop.decision);
  expect(desk.kernel.holds).toEqual(["operator_paused", "stopping", "venue_down"]);
  for (const lift of [
    () => desk.kernel.release("venue_down"),
    () => desk.kernel.operate({ kind: "resume" }),
    () => desk.kernel.release("venue_down"),
  ]) {
    lift();
    desk.step(stop.decision);
    expect(desk.takeSent()).toEqual([]);
  }
  desk.kernel.release("stopping");
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["place 1 bid 1 at 98"]);
});

test("kernel: cancel all: one command for everything, then silence", () => {
  const desk = quoting();
  desk.kernel.operate({ kind: "cancel_all" });
  desk.step(stop.own);
  desk.step(stop.own, {}, cancelled(1));
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.kernel.state]).toEqual([["cancel all"], "paused"]);
});

test("kernel: cancel all and resumed within one step: cancelled, and quoted again once that is confirmed", () => {
  const desk = quoting();
  desk.kernel.operate({ kind: "cancel_all" });
  desk.kernel.operate({ kind: "resume" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["cancel all"]);
  desk.step(stop.own, {}, cancelled(1));
  desk.step(stop.decision);
  expect(desk.takeSent()).toEqual(["place 2 bid 1 at 98"]);
});

test("kernel: killed: resuming is refused and a hold lifted changes nothing; reset: paused, and only then resumed", () => {
  const desk = quoting();
  desk.kernel.operate({ kind: "kill", reason: "a test" });
  desk.kernel.hold("venue_down");
  desk.step(stop.own);
  desk.step(stop.own, {}, cancelled(1));
  expect(desk.takeSent()).toEqual(["cancel all"]);
  expect(desk.kernel.operate({ kind: "resume" })).toBe("killed");
  expect(desk.kernel.operate({ kind: "flatten" })).toBe("killed");
  desk.kernel.release("venue_down");
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.kernel.state]).toEqual([[], "killed"]);

  desk.kernel.operate({ kind: "reset_kill" });
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.kernel.state]).toEqual([[], "paused"]);
  desk.kernel.operate({ kind: "resume" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["place 2 bid 1 at 98"]);
});

test("kernel: new parameters: the old quote goes and the new one is placed without waiting for a decision", () => {
  const desk = quoting();
  desk.kernel.operate({ kind: "parameters", market: 0, parameters: deskBidTicks - 1 });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["cancel 1", "place 2 bid 1 at 97"]);
});

test("kernel: new parameters while paused: nothing is placed, and they hold once resumed", () => {
  const desk = new KernelDesk();
  desk.kernel.operate({ kind: "pause" });
  desk.kernel.operate({ kind: "parameters", market: 0, parameters: deskBidTicks - 1 });
  desk.step(stop.decision);
  expect(desk.takeSent()).toEqual([]);
  desk.kernel.operate({ kind: "resume" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["place 1 bid 1 at 97"]);
});

/** With order 1, the bid that is wanted, resting. */
function quoting(): KernelDesk {
  const desk = new KernelDesk();
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(1));
  expect(desk.takeSent()).toEqual(["place 1 bid 1 at 98"]);
  return desk;
}
