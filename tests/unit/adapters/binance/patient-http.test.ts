// Goal: a start waits for a venue that is away or has had enough, as long as that is a matter of seconds, and no longer.
// Method: a venue that answers by a script, under a virtual clock; when it was asked.
import { expect, test } from "bun:test";
import { VirtualClock } from "../../../../sim/world/virtual-clock.ts";
import { PatientHttp } from "../../../../src/adapters/binance/patient-http.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import type { HttpResult } from "../../../../src/ports/http.ts";

function answer(status: number, retryAfter?: string): HttpResult {
  return { kind: "answer", status, header: (name) => (name === "retry-after" ? retryAfter : undefined), body: "" };
}
const away: HttpResult = { kind: "failed", why: "ECONNREFUSED", neverArrived: true };

/** The last result stays. @returns at which seconds the venue was asked, what came of it, and what was told of waits. */
function asked(results: readonly HttpResult[], method: "GET" | "POST" = "GET") {
  const clock = new VirtualClock(0n);
  const seconds: number[] = [];
  const told: string[] = [];
  const venue = {
    send: () => {
      seconds.push(clock.nowNs() / nsPerSecond);
      return Promise.resolve(results[Math.min(seconds.length, results.length) - 1]!);
    },
  };
  const http = new PatientHttp(clock, venue, (why, waitNs) => told.push(`${why} ${waitNs / nsPerSecond}`));
  let result: HttpResult | undefined;
  void http.send({ method, url: "http://venue/", headers: [], body: "", timeoutNs: nsPerSecond }).then((last) => {
    result = last;
  });
  clock.advanceTo(3600 * nsPerSecond);
  return { seconds, told, outcome: result?.kind === "answer" ? result.status : result?.why };
}

test("patient http: away, or in trouble of its own: asked again with growing gaps, until it answers", () => {
  expect(asked([away, answer(503), answer(200)])).toEqual({
    ...{ seconds: [0, 1, 3], outcome: 200 },
    told: ["ECONNREFUSED 1", "answered 503 2"],
  });
});

test("patient http: too many requests, or a short ban: asked again no earlier than it says", () => {
  const { seconds, outcome } = asked([answer(429, "7"), answer(418, "30"), answer(200)]);
  expect([seconds, outcome]).toEqual([[0, 7, 37], 200]);
});

test("patient http: a ban of hours: told at once", () => {
  expect(asked([answer(418, "7200"), answer(200)])).toEqual({ seconds: [0], told: [], outcome: 418 });
});

test("patient http: away for good: its last word after four attempts", () => {
  expect(asked([away])).toMatchObject({ seconds: [0, 1, 3, 6], outcome: "ECONNREFUSED" });
});

test("patient http: a refusal, or what may not be asked twice: once", () => {
  expect(asked([answer(400), answer(200)])).toMatchObject({ seconds: [0], outcome: 400 });
  expect(asked([answer(503), answer(200)], "POST")).toMatchObject({ seconds: [0], outcome: 503 });
});
