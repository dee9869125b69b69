// Goal: every frame is read as the documentation says, or refused in its words.
// Method: a client in process; answers compared in full, as text where their order matters.
import { describe, expect, test } from "bun:test";
import {
  limitOrder,
  openVenue,
  type SocketClient,
  SocketVenue,
  signed,
  startMs,
  startUs,
} from "../../../helpers/exchange-socket-client.ts";
import { testSymbol, whole } from "../../../helpers/exchange-symbols.ts";

describe("ws-api: frames:", () => {
  const badId =
    "Invalid 'id' in JSON request; expected an integer, a string matching '^[a-zA-Z0-9-_]{1,36}$', or null.";
  const refused = (id: unknown, msg: string, code = -1135) => [{ id, status: 400, error: { code, msg } }];

  test("an answer: id, status, result and limits in this order; weights of connection and request counted", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const client = venue.connect();
    const text = keep(client, '{"id":"187d3cb2-942d-484c-8271-4e2141bbadb1","method":"time"}');
    const limit = '{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":3}';
    const id = '"id":"187d3cb2-942d-484c-8271-4e2141bbadb1"';
    expect(text).toBe(`{${id},"status":200,"result":{"serverTime":${startMs}},"rateLimits":[${limit}]}`);
  });

  test("ids: a long, a negative, a string, null: echoed as they were written", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    for (const id of ["9223372036854775807", "-7", '"a-_9"', '"7"', "null"])
      expect(keep(client, `{"id":${id},"method":"ping"}`)).toBe(`{"id":${id},"status":200,"result":{}}`);
  });

  test("ids that are none: refused with null for an id", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    const ids = ["1.5", "1e3", "9223372036854775808", '""', '"a b"', `"${"x".repeat(37)}"`, "true", "[1]", "{}"];
    for (const id of ids) expect(client.raw(`{"id":${id},"method":"ping"}`)).toEqual(refused(null, badId));
    expect(client.raw('{"method":"ping"}')).toEqual(refused(null, badId));
  });

  test("no JSON, no object, no method, no object of parameters: refused", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    for (const frame of ["", "{", "ping", "[]", '"ping"', "1", "null", "{'id':1}"])
      expect(client.raw(frame)).toEqual(refused(null, "Invalid JSON Request"));
    const badMethod = "Invalid 'method' in JSON request; expected a string.";
    for (const method of ["1", "null", "{}"])
      expect(client.raw(`{"id":1,"method":${method}}`)).toEqual(refused(1, badMethod));
    const badParams = "Invalid 'params' in JSON request; expected an object.";
    for (const params of ["[]", "1", "null", '"x"'])
      expect(client.raw(`{"id":1,"method":"ping","params":${params}}`)).toEqual(refused(1, badParams));
  });

  test("a parameter that is null: the same as none", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    expect(client.ask("depth", { symbol: null }).error).toEqual({
      code: -1102,
      msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    });
  });

  test("a method with its version: the same; one that there is not, or is no more: refused", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    expect(client.result("v3/ping")).toEqual({});
    for (const method of ["v1/ping", "order", "userDataStream.start", "constructor"])
      expect(client.ask(method).error).toEqual({ code: -1020, msg: "This operation is not supported." });
  });

  test("limits asked for by a request or by the URL: the request has the last word", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const [telling, silent] = [venue.connect(), venue.connect("returnRateLimits=false")];
    expect(telling.ask("ping")).toHaveProperty("rateLimits");
    expect(telling.ask("ping", { returnRateLimits: false })).not.toHaveProperty("rateLimits");
    expect(silent.ask("ping")).not.toHaveProperty("rateLimits");
    expect(silent.ask("ping", { returnRateLimits: true })).toHaveProperty("rateLimits");
    expect(silent.ask("ping", { returnRateLimits: "true" }).status).toBe(400);
  });

  test("microseconds asked for in the URL: answers and events have them", () => {
    const { venue, trader } = openVenue();
    using _ = venue;
    const client = venue.connect("timeUnit=microsecond");
    expect(client.result("time")).toEqual({ serverTime: startUs });
    client.resultAs(trader, "userDataStream.subscribe.signature");
    const frames = client.raw(
      JSON.stringify({ id: 1, method: "order.place", params: signed(trader, venue.nowUs, limitOrder) }),
    );
    expect(frames[0]).toMatchObject({ subscriptionId: 0, event: { e: "executionReport", E: startUs } });
  });

  test("a frame longer than is read: the connection ends", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    client.raw(`{"id":1,"method":"${"x".repeat(70_000)}"}`);
    expect([client.closedWith, venue.webSocketApi.connectionsCount]).toEqual(["1009 Message too big", 0]);
    expect(client.raw('{"id":1,"method":"ping"}')).toEqual([]);
  });
});

/** The answer as text. */
function keep(client: SocketClient, frame: string): string {
  const frames: string[] = [];
  const { send } = client;
  client.send = (text) => frames.push(text) > 0;
  client.raw(frame);
  client.send = send;
  return frames.join();
}
