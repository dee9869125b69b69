// Goal: a connection lives as long as the documentation says, and ends in the ways it says.
// Method: hours of virtual time; clients that do not answer pings, that do not read, that come to the wrong place.
import { describe, expect, test } from "bun:test";
import { openVenue, startMs } from "../../../helpers/exchange-socket-client.ts";

const second = 1_000_000;

describe("ws-api: the life of a connection:", () => {
  test("pings every 20 s; one unanswered for a minute ends it, whatever else is sent", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    venue.wait(60 * second);
    expect([client.pings.length, client.closedWith]).toEqual([3, undefined]);
    client.answersPings = false;
    venue.wait(20 * second);
    client.pong("something else");
    venue.wait(59 * second);
    expect(client.closedWith).toBeUndefined();
    venue.wait(second);
    expect([client.closedWith, venue.webSocketApi.connectionsCount]).toEqual(["1008 Pong timeout", 0]);
    expect(venue.webSocketApi.nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test("24 hours: it ends", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    venue.wait(24 * 3600 * second - 1);
    expect(client.closedWith).toBeUndefined();
    venue.wait(1);
    expect(client.closedWith).toBe("1008 Connection is 24 hours old");
  });

  test("a peer that reads too slowly: disconnected, not skipped", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    client.resultAs(trader, "userDataStream.subscribe.signature");
    client.isReading = false;
    venue.exchange.deposit(venue.nowUs, trader.account, "XYZ", 1n);
    expect(client.closedWith).toBe("1008 Reads too slowly");
  });

  test("the server goes: told without a subscription, then closed", () => {
    const { venue, client } = openVenue();
    using _ = venue;
    venue.webSocketApi.announceShutdown(venue.nowUs);
    expect(client.take()).toEqual([{ event: { e: "serverShutdown", E: startMs } }]);
    venue.webSocketApi.disconnectAll(1001, "Server shutdown");
    expect([client.closedWith, venue.webSocketApi.connectionsCount]).toEqual(["1001 Server shutdown", 0]);
  });

  test("opened with what is no unit of time or no boolean, or elsewhere: an HTTP answer instead", () => {
    const { venue } = openVenue();
    using _ = venue;
    expect(() => venue.connect("timeUnit=NANOSECOND")).toThrow("400");
    expect(() => venue.connect("returnRateLimits=maybe")).toThrow("400");
    expect(venue.webSocketApi.open(venue.nowUs, "/ws-api/v2", "", venue.connect())).toMatchObject({ status: 404 });
  });
});
