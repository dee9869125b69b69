// Goal: a connection is told of the accounts that it subscribed to, as long as it is subscribed, within the documented limits.
// Method: clients in process that subscribe by session and by signature, unsubscribe, log out and leave.
import { describe, expect, test } from "bun:test";
import { activeMax, lifetimeMax, Subscriptions } from "../../../../sim/exchange/ws-api/subscriptions.ts";
import {
  limitOrder,
  openVenue,
  SocketVenue,
  signed,
  startMs,
  startUs,
} from "../../../helpers/exchange-socket-client.ts";
import { testSymbol, whole } from "../../../helpers/exchange-symbols.ts";

describe("ws-api: subscriptions:", () => {
  test("by session and by signature: ids from 0, one an account, listed", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const other = venue.trader("other", "HMAC");
    expect(client.ask("userDataStream.subscribe").status).toBe(401);
    client.resultAs(trader, "session.logon");
    expect(client.result("userDataStream.subscribe")).toEqual({ subscriptionId: 0 });
    expect(client.ask("userDataStream.subscribe").error).toEqual({
      code: -2035,
      msg: "User Data Stream subscription already active.",
    });
    expect(client.askAs(trader, "userDataStream.subscribe.signature").error).toMatchObject({ code: -2035 });
    expect(client.resultAs(other, "userDataStream.subscribe.signature")).toEqual({ subscriptionId: 1 });
    expect(client.result("session.subscriptions")).toEqual([{ subscriptionId: 0 }, { subscriptionId: 1 }] as never);
    expect(client.result("session.status").userDataStream).toBe(true);
  });

  test("events: wrapped with the subscription's id, before the answer, for every connection that listens", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const listener = venue.connect();
    listener.resultAs(trader, "userDataStream.subscribe.signature");
    client.resultAs(venue.trader("other"), "userDataStream.subscribe.signature");
    client.resultAs(trader, "userDataStream.subscribe.signature");
    const frame = JSON.stringify({ id: "o", method: "order.place", params: signed(trader, venue.nowUs, limitOrder) });
    const messages = client.raw(frame);
    expect(messages.map(({ id, subscriptionId }) => id ?? subscriptionId)).toEqual([1, 1, "o"]);
    expect(messages[0]!.event).toMatchObject({ e: "executionReport", x: "NEW", i: 1 });
    expect(messages[1]!.event).toMatchObject({ e: "outboundAccountPosition", u: startMs });
    expect(listener.take().map(({ subscriptionId }) => subscriptionId)).toEqual([0, 0]);
  });

  test("unsubscribed by id, then all: each ends with an event; an unknown one is refused; ids are not used again", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const silenced = venue.trader("b");
    for (const who of [trader, silenced, venue.trader("c")]) client.resultAs(who, "userDataStream.subscribe.signature");
    const ended = client.raw('{"id":1,"method":"userDataStream.unsubscribe","params":{"subscriptionId":1}}');
    expect(ended).toEqual([
      { subscriptionId: 1, event: { e: "eventStreamTerminated", E: startMs } },
      { id: 1, status: 200, result: {} },
    ]);
    expect(client.ask("userDataStream.unsubscribe", { subscriptionId: 1 }).error).toEqual({
      code: -2036,
      msg: "User Data Stream subscription not active.",
    });
    venue.exchange.deposit(venue.nowUs, silenced.account, "XYZ", 1n);
    expect(client.take()).toEqual([]);
    const all = client.raw('{"id":2,"method":"userDataStream.unsubscribe"}');
    expect(all.map(({ subscriptionId }) => subscriptionId)).toEqual([0, 2, undefined]);
    expect(client.resultAs(trader, "userDataStream.subscribe.signature")).toEqual({ subscriptionId: 3 });
  });

  test("logged on, but what has to be signed is not: refused, and nothing is subscribed to", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    for (const method of ["session.logon", "userDataStream.subscribe.signature"])
      expect(client.ask(method, { timestamp: startMs })).toMatchObject({ status: 401, error: { code: -2014 } });
    expect(client.result("session.subscriptions")).toHaveLength(0);
  });

  test("logging out: ends the subscription of the session, not that of a signature", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    client.resultAs(venue.trader("other"), "userDataStream.subscribe.signature");
    client.resultAs(trader, "session.logon");
    client.result("userDataStream.subscribe");
    const messages = client.raw('{"id":1,"method":"session.logout"}');
    expect(messages[0]).toMatchObject({ subscriptionId: 1, event: { e: "eventStreamTerminated" } });
    expect(messages[1]).toMatchObject({ result: { userDataStream: true } });
  });

  test("as many as there may be at a time, and in a lifetime: refused beyond", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const subscriptions = new Subscriptions(venue.webSocketApi.userData, "MILLISECOND", () => {});
    const start = () => subscriptions.start(venue.exchange.openAccount(), false);
    for (let id = 0; id < activeMax; id++) expect(start()).toBe(id);
    expect(start()).toMatchObject({ code: -1191 });
    for (let id = activeMax; id < lifetimeMax; id++) {
      subscriptions.stop(startUs, id - 1);
      start();
    }
    subscriptions.stop(startUs, undefined);
    expect(start()).toMatchObject({ code: -2042, message: "Maximum subscription ID reached for this connection." });
  });

  test("a connection that is gone: nobody is told, and nothing is kept", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    client.resultAs(trader, "userDataStream.subscribe.signature");
    client.leave();
    venue.exchange.deposit(venue.nowUs, trader.account, "XYZ", 1n);
    expect([client.frames, venue.webSocketApi.connectionsCount]).toEqual([[], 0]);
  });

  test("subscriptions dropped: no event is even made for them", () => {
    const { venue, trader } = openVenue();
    using _ = venue;
    const sent: string[] = [];
    const subscriptions = new Subscriptions(venue.webSocketApi.userData, "MILLISECOND", (text) => sent.push(text));
    subscriptions.start(trader.account, false);
    subscriptions.drop();
    venue.exchange.deposit(venue.nowUs, trader.account, "XYZ", 1n);
    expect(sent).toEqual([]);
  });
});
