/** The contract of the Sockets port, asked of the exchange: a peer hears `opened` at most once, then messages, and its end once. */
import { describe, expect, test } from "bun:test";
import type { Socket } from "../../src/ports/sockets.ts";
import type { World, WorldUnderTest } from "../helpers/worlds.ts";

export function socketsContract({ kind, open }: WorldUnderTest): void {
  describe(`${kind} sockets`, () => {
    test("a socket: opens later, and is answered in the order asked", async () => {
      await using world = open();
      const peer = new Listener(world);
      expect(peer.told).toEqual([]);
      await peer.opened();
      const asked = Array.from({ length: 50 }, (_, id) => id);
      for (const id of asked) expect(peer.ask(id, "ping")).toBe(true);
      await world.until(() => peer.told.length === 51);
      expect(peer.told.slice(1).map((text) => JSON.parse(text).id)).toEqual(asked);
    });

    test("before it is open and after its end: sends nothing, and says so", async () => {
      await using world = open();
      const peer = new Listener(world);
      expect(peer.ask(1, "ping")).toBe(false);
      await peer.opened();
      peer.socket.close();
      expect(peer.ask(2, "ping")).toBe(false);
      await peer.closed();
      expect(peer.ask(3, "ping")).toBe(false);
    });

    test("closed by us: told once, later, and no message after it", async () => {
      await using world = open();
      const peer = new Listener(world);
      await peer.opened();
      peer.ask(1, "ping");
      peer.socket.close();
      peer.socket.close();
      expect(peer.told).toEqual(["opened"]);
      await peer.closed();
      expect(peer.told).toEqual(["opened", "closed"]);
      await world.until(() => world.server.socketsCount === 0);
    });

    test("closed before it was open: never opens", async () => {
      await using world = open();
      const peer = new Listener(world);
      peer.socket.close();
      expect(peer.told).toEqual([]);
      await peer.closed();
      expect(peer.told).toEqual(["closed"]);
    });

    test("closed by the venue: what it said before arrives first, then its reason", async () => {
      await using world = open();
      const peer = new Listener(world);
      await peer.opened();
      world.inject({ kind: "maintenance" });
      await peer.closed();
      expect(peer.told.map((text) => (text.startsWith("{") ? "message" : text)).at(-1)).toBe("closed");
      expect(peer.why).toContain("1001");
    });

    test("lost: told once", async () => {
      await using world = open();
      const peer = new Listener(world);
      await peer.opened();
      world.inject({ kind: "disconnect" });
      await peer.closed();
      expect(peer.told).toEqual(["opened", "closed"]);
      await world.until(() => world.server.socketsCount === 0);
    });

    test("refused by the venue, or nobody there: closed, never opened", async () => {
      await using world = open();
      const nowhere = new Listener(world, "/nowhere");
      const nobody = new Listener(world, "/ws-api/v3", world.hosts.nobody);
      await nowhere.closed();
      await nobody.closed();
      expect([nowhere.told, nobody.told]).toEqual([["closed"], ["closed"]]);
      expect(nowhere.why).toContain("404");
    });

    test("two sockets: one's end is not the other's", async () => {
      await using world = open();
      const [one, other] = [new Listener(world), new Listener(world)];
      await one.opened();
      await other.opened();
      one.socket.close();
      await one.closed();
      other.ask(7, "ping");
      await world.until(() => other.told.length === 2);
      expect(JSON.parse(other.told[1]!).id).toBe(7);
    });
  });
}

class Listener {
  /** "opened", messages, "closed". */
  readonly told: string[] = [];
  why = "";
  readonly socket: Socket;

  constructor(
    readonly world: World,
    path = "/ws-api/v3?returnRateLimits=false",
    host = world.hosts.venue,
  ) {
    const told = this.told;
    this.socket = world.sockets.open(`ws://${host}${path}`, {
      opened: () => void told.push("opened"),
      message: (bytes) => void told.push(bytes.toString()),
      closed: (why) => {
        told.push("closed");
        this.why = why;
      },
    });
  }

  opened(): Promise<boolean> {
    return this.world.until(() => this.told.includes("opened"));
  }
  closed(): Promise<boolean> {
    return this.world.until(() => this.told.includes("closed"));
  }
  ask(id: number, method: string): boolean {
    return this.socket.send(JSON.stringify({ id, method }));
  }
}
