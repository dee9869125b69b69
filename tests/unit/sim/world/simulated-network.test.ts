// Goal: the simulated network does to messages what networks do, and nothing else.
// Method: latencies that are known or random, one fault at a time, and a look at both ends.
import { expect, test } from "bun:test";
import { HostedExchange } from "../../../../sim/world/hosted-exchange.ts";
import type { NetworkFault } from "../../../../sim/world/network-faults.ts";
import { SimulatedProcess } from "../../../../sim/world/simulated-process.ts";
import { nsPerMs, nsPerSecond } from "../../../../src/domain/time.ts";
import type { HttpResult } from "../../../../src/ports/http.ts";
import type { Socket, Sockets } from "../../../../src/ports/sockets.ts";
import { apiKey, ExchangeDesk, restingBuy, signedQuery } from "../../../helpers/exchange-desk.ts";
import { SimulatedWorld } from "../../../helpers/worlds.ts";

/** Times in milliseconds since the world began; the way there takes 3, the way back 5. */
const startNs = new SimulatedWorld().startNs;
const venue = "venue.test";
const atMs = (ms: number) => startNs + ms * nsPerMs;

test("network: a request: arrives after the way there, its answer after the way back", () => {
  const world = new SimulatedWorld();
  const order = place(world);
  world.pass(2.999);
  expect(ordersCount(world)).toBe(0);
  world.pass(0.001);
  expect(ordersCount(world)).toBe(1);
  world.pass(4.999);
  expect(order.result).toBeUndefined();
  world.pass(0.001);
  expect(order.result).toMatchObject({ kind: "answer", status: 200 });
});

test("network: a venue whose clock is ahead: dates what arrives by its own, when it arrives by ours", () => {
  const world = new SimulatedWorld();
  using server = new ExchangeDesk().server;
  const venueClock = new HostedExchange(server, world.clock, 250 * nsPerMs);
  world.pass(3);
  expect(venueClock.nowUs() - world.venue.nowUs()).toBe(250_000);
  venueClock.call((nowUs) => server.open(nowUs, "/ws-api/v3", "", new DeskPeer()));
  const dueUs = server.nextUs;
  world.pass((dueUs - venueClock.nowUs()) / 1000 - 0.001);
  expect(server.nowUs).toBeLessThan(dueUs);
  world.pass(0.001);
  expect(server.nowUs).toBe(dueUs);
});

test("network: a socket on a way of random length: nothing overtakes anything", () => {
  const world = new SimulatedWorld([], { there: { min: 1, max: 100 }, back: { min: 1, max: 100 } });
  const client = new Client(world.sockets);
  world.pass(500);
  for (let id = 0; id < 200; id++) {
    client.ask(id);
    world.pass(0.5);
  }
  world.pass(1000);
  expect(client.ids).toEqual(Array.from({ length: 200 }, (_, id) => id));
});

test("network: bytes handed over: are lent, and gone when the peer has returned", () => {
  const world = new SimulatedWorld();
  const kept: Buffer[] = [];
  const peer = { opened: () => {}, message: (bytes: Buffer) => void kept.push(bytes), closed: () => {} };
  const socket = world.sockets.open(`ws://${venue}/ws-api/v3`, peer);
  world.pass(8);
  socket.send('{"id":1,"method":"ping"}');
  world.pass(8);
  expect(kept.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true]);
});

test("network: an idle socket: answers the venue's pings, and stays", () => {
  const world = new SimulatedWorld();
  const client = new Client(world.sockets);
  world.pass(10 * 60_000);
  expect(client.told).toEqual(["opened"]);
  expect(world.server.socketsCount).toBe(1);
});

test("network: cut: what is under way is lost both ways, and both ends hear of it", () => {
  const world = new SimulatedWorld([{ kind: "cut", atNs: atMs(12), hosts: [venue] }]);
  const client = new Client(world.sockets);
  world.pass(8);
  client.ask(1); // Arrives at 11; its answer would come at 16.
  world.pass(2);
  client.ask(2); // Would arrive at 13.
  const order = place(world); // At 13, too.
  world.pass(20);
  expect(client.told).toEqual(["opened", "closed: connection lost"]);
  expect(world.server.socketsCount).toBe(0);
  expect(order.result).toEqual({ kind: "failed", why: "connection lost", neverArrived: false });
  expect(ordersCount(world)).toBe(0);
});

test("network: cut, on the way to another host: nothing", () => {
  const world = new SimulatedWorld([{ kind: "cut", atNs: atMs(12), hosts: ["silent.test"] }]);
  const client = new Client(world.sockets);
  world.pass(8);
  client.ask(1);
  world.pass(20);
  expect(client.ids).toEqual([1]);
});

test("network: half open: nobody hears anything, until the venue misses a pong and we close", () => {
  const world = new SimulatedWorld([{ kind: "half_open", atNs: atMs(12), hosts: [venue] }]);
  const client = new Client(world.sockets);
  world.pass(20);
  expect(client.ask(1)).toBe(true);
  world.pass(5 * 60_000);
  expect(client.told).toEqual(["opened"]);
  expect(world.server.socketsCount).toBe(0);
  client.socket.close();
  world.pass(2000);
  expect(client.told).toEqual(["opened", "closed: closed by us"]);
});

test("network: stalled: what would arrive meanwhile arrives when it is over, in its order", () => {
  const world = new SimulatedWorld([{ kind: "stall", atNs: atMs(12), forNs: 100 * nsPerMs, hosts: [venue] }]);
  const client = new Client(world.sockets);
  world.pass(10);
  for (const id of [1, 2, 3]) client.ask(id);
  world.pass(106.9);
  expect(client.ids).toEqual([]);
  world.pass(0.1);
  expect(client.ids).toEqual([1, 2, 3]);
});

test("network: stalled for long: who goes on sending is cut off", () => {
  const world = new SimulatedWorld([{ kind: "stall", atNs: atMs(12), forNs: 60 * nsPerSecond, hosts: [venue] }]);
  const client = new Client(world.sockets);
  world.pass(12);
  const frame = " ".repeat(1 << 18);
  expect([1, 2, 3, 4, 5, 6].map(() => client.socket.send(frame))).toEqual([true, true, true, true, false, false]);
  world.pass(60_100);
  expect(client.told).toEqual(["opened", "closed: connection lost"]);
});

test("network: unreachable: new connections and requests are refused, old ones are not", () => {
  const world = new SimulatedWorld([{ kind: "unreachable", atNs: atMs(12), forNs: 100 * nsPerMs, hosts: [venue] }]);
  const old = new Client(world.sockets);
  world.pass(20);
  const [fresh, order] = [new Client(world.sockets), place(world)];
  old.ask(1);
  world.pass(20);
  expect(fresh.told).toEqual(["closed: connection refused"]);
  expect(order.result).toEqual({ kind: "failed", why: "connection refused", neverArrived: true });
  expect(old.ids).toEqual([1]);
  world.pass(100);
  const late = new Client(world.sockets);
  world.pass(20);
  expect(late.told).toEqual(["opened"]);
});

test.each([
  ["lost_request", 0],
  ["lost_answer", 1],
] as const)("network: %s: looks the same from here, and %d orders are there", (kind, count) => {
  const world = new SimulatedWorld([{ kind, atNs: atMs(0), forNs: nsPerSecond, chance: 1, hosts: [venue] }]);
  const order = place(world);
  world.pass(20);
  expect(order.result).toEqual({ kind: "failed", why: "connection lost", neverArrived: false });
  expect(ordersCount(world)).toBe(count);
});

test("process: killed: what it sent arrives, and nothing wakes, answers or tells it any more", () => {
  const world = new SimulatedWorld();
  const process = new SimulatedProcess(world.clock, world.network);
  const client = new Client(process.network);
  world.pass(8);
  const woken: string[] = [];
  process.clock.schedule(atMs(9), () => woken.push("before"));
  process.clock.schedule(atMs(11), () => woken.push("after"));
  const order = place(world, process.network);
  client.ask(1);
  world.pass(2);
  process.kill();
  world.pass(100);
  expect(woken).toEqual(["before"]);
  expect(client.told).toEqual(["opened"]);
  expect(order.result).toBeUndefined();
  expect([ordersCount(world), world.server.socketsCount]).toEqual([1, 0]);
});

test("network: the same seed: the same times, to the nanosecond", () => {
  const run = () => {
    const world = new SimulatedWorld(
      [{ kind: "stall", atNs: atMs(40), forNs: 30 * nsPerMs, hosts: [venue] } satisfies NetworkFault],
      { there: { min: 1, max: 40 }, back: { min: 2, max: 60 } },
    );
    const told: number[] = [];
    const peer = { opened: () => {}, message: () => void told.push(world.clock.nowNs()), closed: () => {} };
    const socket = world.sockets.open(`ws://${venue}/ws-api/v3`, peer);
    for (let id = 0; id < 50; id++) {
      world.pass(10);
      socket.send(`{"id":${id},"method":"ping"}`);
    }
    world.pass(1000);
    return told;
  };
  const told = run();
  expect(told.length).toBeGreaterThan(40);
  expect(run()).toEqual(told);
});

/** Takes everything and says nothing. */
class DeskPeer {
  readonly address = "192.0.2.9";
  send(): boolean {
    return true;
  }
  ping(): void {}
  close(): void {}
  drop(): void {}
}

class Client {
  readonly told: string[] = [];
  readonly ids: number[] = [];
  readonly socket: Socket;

  constructor(sockets: Sockets) {
    this.socket = sockets.open(`ws://${venue}/ws-api/v3?returnRateLimits=false`, {
      opened: () => void this.told.push("opened"),
      message: (bytes) => void this.ids.push(JSON.parse(bytes.toString()).id),
      closed: (why) => void this.told.push(`closed: ${why}`),
    });
  }

  ask(id: number): boolean {
    return this.socket.send(`{"id":${id},"method":"ping"}`);
  }
}

function place(world: SimulatedWorld, http = world.http): { result: HttpResult | undefined } {
  const query = signedQuery(restingBuy, world.venue.nowUs());
  const url = `http://${venue}/api/v3/order?${query}`;
  const placed: { result: HttpResult | undefined } = { result: undefined };
  const sent = http.send({
    method: "POST",
    url,
    headers: [["X-MBX-APIKEY", apiKey]],
    body: "",
    timeoutNs: 10 * nsPerSecond,
  });
  void sent.then((result) => {
    placed.result = result;
  });
  return placed;
}

function ordersCount({ server }: SimulatedWorld): number {
  const [account] = [...server.exchange.accounts];
  return server.exchange.market("BTCUSDT")!.desk(account!).openOrders().length;
}
