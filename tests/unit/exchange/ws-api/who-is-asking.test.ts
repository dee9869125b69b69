// Goal: a request is done for whoever signed it or logged on, and for nobody else.
// Method: a client in process whose signatures are made by node, of all kinds of keys; clocks at the edges.
import { describe, expect, test } from "bun:test";
import {
  limitOrder,
  openVenue,
  type Params,
  SocketVenue,
  signed,
  startMs,
} from "../../../helpers/exchange-socket-client.ts";
import { testSymbol, whole } from "../../../helpers/exchange-symbols.ts";

const second = 1_000_000;

describe("ws-api: who is asking:", () => {
  test("signatures of all kinds of keys: over all parameters by name, numbers as they were written", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const client = venue.connect();
    for (const kind of ["HMAC", "ED25519", "RSA"] as const) {
      const trader = venue.trader(`key-${kind}`, kind);
      expect(client.askAs(trader, "order.test", { ...limitOrder, recvWindow: 5000 }).status).toBe(200);
      const params = { ...limitOrder, timestamp: startMs, apiKey: trader.apiKey };
      const text = Object.entries(params).map(([name, value]) => `${name}=${name === "price" ? "10.50" : value}`);
      const written = JSON.stringify({ ...params, signature: trader.signature(text.sort().join("&")) });
      const numbers = written.replace('"price":"10"', '"price":10.50');
      const [answer] = client.raw(`{"id":1,"method":"order.test","params":${numbers}}`);
      expect(answer).toMatchObject({ status: 400, error: { code: -1013, msg: "Filter failure: PRICE_FILTER" } });
    }
  });

  test("a parameter changed after signing, or another's signature: -1022", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const params = signed(trader, venue.nowUs, limitOrder);
    for (const changed of [{ quantity: "6" }, { apiKey: venue.trader("other").apiKey }, { recvWindow: 5000 }])
      expect(client.ask("order.place", { ...params, ...changed })).toMatchObject({
        status: 400,
        error: { code: -1022, msg: "Signature for this request is not valid." },
      });
    expect(client.resultAs(trader, "openOrders.status")).toHaveLength(0);
  });

  test("logged on: no key or signature needed, but a timestamp; the same as documented", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    venue.wait(second);
    const status = client.resultAs(trader, "session.logon");
    expect(status).toEqual({
      apiKey: "own",
      authorizedSince: startMs + 1000,
      connectedSince: startMs,
      returnRateLimits: false,
      serverTime: startMs + 1000,
      userDataStream: false,
    });
    expect(client.result("session.status")).toEqual(status);
    expect(client.result("order.place", { ...limitOrder, timestamp: startMs + 1000 })).toMatchObject({ status: "NEW" });
    expect(client.ask("order.place", limitOrder).error).toEqual({
      code: -1102,
      msg: "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.",
    });
  });

  test("logged out: nobody again; the connection goes on", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    expect(client.result("session.logout")).toMatchObject({ apiKey: null, authorizedSince: null });
    expect(client.ask("account.status", { timestamp: startMs })).toMatchObject({ status: 401, error: { code: -2014 } });
    expect(client.resultAs(trader, "account.status")).toMatchObject({ canTrade: true });
  });

  test("logging on with another kind of key: refused by its name", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    expect(client.askAs(venue.trader("h", "HMAC"), "session.logon")).toMatchObject({
      status: 400,
      error: { code: -4056, msg: "HMAC_SHA256 API key is not supported." },
    });
    expect(client.askAs(venue.trader("r", "RSA"), "session.logon").error).toMatchObject({ code: -4056 });
    expect(client.result("session.status").apiKey).toBeNull();
  });

  test("logging on a second time: the new key takes over, even without a right one before", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    const bad = { ...signed(venue.trader("other"), venue.nowUs, {}), signature: "AAAA" };
    expect(client.ask("session.logon", bad as Params).error).toMatchObject({ code: -1022 });
    expect(client.result("session.status").apiKey).toBe("own");
    expect(client.resultAs(venue.trader("third"), "session.logon").apiKey).toBe("third");
  });

  test("a key with its signature in a session of another: it is the one that counts", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const other = venue.trader("other", "HMAC");
    client.resultAs(trader, "session.logon");
    client.resultAs(other, "order.place", limitOrder);
    expect(client.result("openOrders.status", { timestamp: startMs })).toHaveLength(0);
    expect(client.resultAs(other, "openOrders.status")).toHaveLength(1);
  });

  test("a key withdrawn while it is logged on: told once in place of an answer, and forgotten", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    client.result("userDataStream.subscribe");
    venue.api.keys.revoke("own");
    const [told, ended] = client.raw('{"id":7,"method":"order.place","params":{}}');
    expect(told).toEqual({
      id: null,
      status: 401,
      error: { code: -2015, msg: "Invalid API-key, IP, or permissions for action." },
    });
    expect(ended).toMatchObject({ subscriptionId: 0, event: { e: "eventStreamTerminated" } });
    expect(client.result("session.status")).toMatchObject({ apiKey: null, userDataStream: false });
  });

  test("a timestamp at the edge of the window, ahead, and not at all: as the documentation has it", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const at = (offsetMs: number) => client.askAs(trader, "account.status", { timestamp: startMs + offsetMs }).status;
    expect([at(-5000), at(-5001), at(999), at(1000)]).toEqual([200, 400, 200, 400]);
  });
});
