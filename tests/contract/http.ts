/** The contract of the Http port, asked of the exchange: what was signed is what arrives, and every ending is a result. */
import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import type { HttpCall, HttpResult } from "../../src/ports/http.ts";
import { apiKey, restingBuy, secret, type Values } from "../helpers/exchange-desk.ts";
import type { World, WorldUnderTest } from "../helpers/worlds.ts";

export function httpContract({ kind, open }: WorldUnderTest): void {
  describe(`${kind} HTTP`, () => {
    test("an answer: status, body, and headers by their names in lower case", async () => {
      await using world = open();
      const result = await send(world, { url: `http://${world.hosts.venue}/api/v3/ping` });
      expect(result).toMatchObject({ kind: "answer", status: 200, body: "{}" });
      const { header } = result as HttpResult & { kind: "answer" };
      expect([header("content-type"), header("x-none")]).toEqual(["application/json;charset=UTF-8", undefined]);
    });

    test("an error of the venue: an answer like any other", async () => {
      await using world = open();
      const result = await send(world, { url: `http://${world.hosts.venue}/api/v3/depth` });
      expect(result).toMatchObject({ kind: "answer", status: 400 });
      expect((result as { body: string }).body).toContain('"code":-1102');
    });

    test("a query with escapes that need not be: arrives byte by byte, as its signature says", async () => {
      await using world = open();
      const result = await send(world, signed(world, "GET", "/api/v3/openOrders", "symbol=%42TC%55SDT"));
      expect(result).toMatchObject({ kind: "answer", status: 200, body: "[]" });
    });

    test("a signed body: is done, with key and form", async () => {
      await using world = open();
      expect(await send(world, order(world))).toMatchObject({ kind: "answer", status: 200 });
      expect(openCount(world)).toBe(1);
    });

    test("PUT and DELETE: are done once", async () => {
      await using world = open();
      await send(world, order(world));
      const cancel = signed(world, "DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
      expect(await send(world, cancel)).toMatchObject({ kind: "answer", status: 200 });
      expect(openCount(world)).toBe(0);
      const amend = signed(world, "PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&orderId=1&newQty=1");
      expect(await send(world, amend)).toMatchObject({ kind: "answer", status: 400 });
    });

    test("an answer that is lost: nobody knows, though it was done", async () => {
      await using world = open();
      world.inject({ kind: "lost_answer" });
      expectFailed(await send(world, order(world)), false);
      expect(openCount(world)).toBe(1);
    });

    test("nobody there: certainly never arrived", async () => {
      await using world = open();
      expectFailed(await send(world, { ...order(world), url: `http://${world.hosts.nobody}/api/v3/order` }), true);
    });

    test("no answer in time: nobody knows", async () => {
      await using world = open();
      const late = { ...order(world), url: `http://${world.hosts.silent}/api/v3/order?a=b`, timeoutNs: 20 * nsPerMs };
      const result = await send(world, late);
      expectFailed(result, false);
      expect(result).toMatchObject({ why: "timed out" });
    });

    test("several at a time: each has its own answer", async () => {
      await using world = open();
      const symbols = ["BTCUSDT", "ETHUSDT", "BTCUSDT", "NONE"];
      const asked = symbols.map((symbol) =>
        world.http.send(
          call({ url: `http://${world.hosts.venue}/api/v3/exchangeInfo?symbol=${symbol}&showPermissionSets=false` }),
        ),
      );
      const results = await world.kept(Promise.all(asked));
      const names = results.map((result) => result.kind === "answer" && JSON.parse(result.body).symbols?.[0].symbol);
      expect(names).toEqual(["BTCUSDT", "ETHUSDT", "BTCUSDT", undefined]);
    });

    test("a URL that is not written as it is sent: is a bug", async () => {
      await using world = open();
      const sent = async () => world.http.send(call({ url: `http://${world.hosts.venue}/api/v3/ping?a='b'` }));
      expect(sent()).rejects.toThrow("a URL is written as");
    });
  });
}

function call(changes: Partial<HttpCall> & { readonly url: string }): HttpCall {
  return { method: "GET", headers: [], body: "", timeoutNs: 10 * nsPerSecond, ...changes };
}

function send(world: World, changes: Partial<HttpCall> & { readonly url: string }): Promise<HttpResult> {
  return world.kept(world.http.send(call(changes)));
}

/** By query. */
function signed(world: World, method: HttpCall["method"], path: string, parameters: string) {
  const query = signatureOver(world, parameters);
  const headers = [["X-MBX-APIKEY", apiKey]] as const;
  return { method, headers, url: `http://${world.hosts.venue}${path}?${query}` };
}

/** By body. */
function order(world: World) {
  const body = signatureOver(world, new URLSearchParams(restingBuy as Values & Record<string, string>).toString());
  const headers = [
    ["X-MBX-APIKEY", apiKey],
    ["Content-Type", "application/x-www-form-urlencoded"],
  ] as const;
  return { method: "POST", headers, body, url: `http://${world.hosts.venue}/api/v3/order` } as const;
}

function signatureOver(world: World, parameters: string): string {
  const payload = `${parameters}&timestamp=${Math.floor(world.venueMs())}`;
  return `${payload}&signature=${createHmac("sha256", secret).update(payload).digest("hex")}`;
}

function openCount({ server }: World): number {
  const [account] = [...server.exchange.accounts];
  return server.exchange.market("BTCUSDT")!.desk(account!).openOrders().length;
}

/** And tells nothing of what was sent. */
function expectFailed(result: HttpResult, neverArrived: boolean): void {
  expect(result).toMatchObject({ kind: "failed", neverArrived });
  expect((result as { why: string }).why).not.toMatch(/signature|BTCUSDT|key|http|\?/);
}
