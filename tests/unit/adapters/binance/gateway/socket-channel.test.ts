// Goal: what leaves is the request that was asked for, whatever is in it, and each question ends once: by its answer, by
// its own time, or with the connection.
// Method: properties: any parameters, read back by JSON.parse; any questions at any times, some answered, against what
// each one's own deadline says, under a virtual clock.

import { drainMicrotasks } from "bun:jsc";
import { expect, test } from "bun:test";
import fc from "fast-check";
import { VirtualClock } from "../../../../../sim/world/virtual-clock.ts";
import { Credentials } from "../../../../../src/adapters/binance/gateway/credentials.ts";
import { endpoints } from "../../../../../src/adapters/binance/gateway/endpoints.ts";
import { ServerClock } from "../../../../../src/adapters/binance/gateway/server-clock.ts";
import { SocketChannel } from "../../../../../src/adapters/binance/gateway/socket-channel.ts";
import { nsPerSecond, type TimeNs } from "../../../../../src/domain/time.ts";

const epochUnixNs = 1_699_920_000_000_000_000n;
const timeoutNs = 5 * nsPerSecond;

class Desk {
  readonly clock = new VirtualClock(epochUnixNs);
  readonly sent: string[] = [];
  /** What became of each question, and when. */
  readonly ends: [id: number, kind: string, atNs: TimeNs][] = [];
  readonly channel: SocketChannel;

  constructor() {
    const socket = { send: (text: string) => this.sent.push(text) > 0, close: () => {} };
    const credentials = new Credentials("key", "secret");
    const signing = { credentials, serverClock: new ServerClock(this.clock), recvWindowMs: 5000 };
    const nothing = { opened: () => {}, event: () => {}, badFrame: () => {}, failed: () => {}, closed: () => {} };
    this.channel = new SocketChannel({ open: () => socket }, "wss://venue", this.clock, signing, nothing);
    this.channel.opened();
  }

  ask(id: number): void {
    void this.channel.ask(endpoints.time, {}).then(({ answer }) => {
      this.ends.push([id, answer.kind, this.clock.nowNs()]);
    });
  }

  answer(id: number): void {
    this.channel.message(Buffer.from(JSON.stringify({ id, status: 200, result: {} })));
    drainMicrotasks();
  }
}

test("socket channel: any parameters, logged on: what leaves is JSON of them, with the time", () => {
  const params = fc.dictionary(
    fc.stringMatching(/^[a-zA-Z]{1,8}$/),
    fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[ -~]*$/), fc.maxSafeInteger()),
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(params, (asked) => {
      const desk = new Desk();
      desk.channel.isLoggedOn = true;
      void desk.channel.ask(endpoints.cancel, asked);
      void desk.channel.ask(endpoints.time, asked);
      const times = { recvWindow: 5000, timestamp: Number(epochUnixNs / 1_000_000n) };
      expect(desk.sent.map((text) => JSON.parse(text))).toEqual([
        { id: 1, method: "order.cancel", params: { ...asked, ...times } },
        { id: 2, method: "time", params: asked },
      ]);
    }),
  );
});

test("socket channel: any questions, some answered: each ends once, by its answer or when its own time is up", () => {
  const steps = fc.array(
    fc.record({ waitMs: fc.nat({ max: 4000 }), answers: fc.option(fc.integer({ min: 1, max: 20 }), { nil: 0 }) }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(steps, (asked) => {
      const desk = new Desk();
      const untilNs = new Map<number, TimeNs>();
      const expected: Desk["ends"] = [];
      const expire = (nowNs: TimeNs) => {
        for (const [id, atNs] of untilNs) if (atNs <= nowNs && untilNs.delete(id)) expected.push([id, "lost", atNs]);
      };
      for (const [at, { waitMs, answers }] of asked.entries()) {
        const nowNs = desk.clock.nowNs() + waitMs * 1_000_000;
        desk.clock.advanceTo(nowNs);
        expire(nowNs);
        desk.ask(at + 1);
        untilNs.set(at + 1, nowNs + timeoutNs);
        desk.answer(answers);
        if (untilNs.delete(answers)) expected.push([answers, "result", nowNs]);
      }
      desk.clock.advanceTo(desk.clock.nowNs() + timeoutNs);
      expire(desk.clock.nowNs());
      expect(desk.ends).toEqual(expected);
      expect(desk.clock.nextNs).toBe(Number.POSITIVE_INFINITY);
    }),
    { numRuns: 300 },
  );
});

test("socket channel: the connection ends: all that wait are lost, and no timer is left", () => {
  const desk = new Desk();
  desk.ask(1);
  desk.ask(2);
  desk.channel.closed("gone");
  drainMicrotasks();
  expect(desk.ends).toEqual([
    [1, "lost", 0],
    [2, "lost", 0],
  ]);
  expect(desk.clock.nextNs).toBe(Number.POSITIVE_INFINITY);
});
