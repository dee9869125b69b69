// Goal: the interface of a live session on a real socket: reached where it should be, bounded, and a place that cannot
// be had is one clear line.
// Method: real sockets on loopback over a session that stands still.
import { describe, expect, test } from "bun:test";
import { InputError } from "../../src/base/input-error.ts";
import { type LiveDoorSettings, openLiveDoor } from "../../src/commands/live-door.ts";
import { noBug, ScriptedSession } from "../helpers/live-session.ts";

const metrics = { contentType: "text/plain; version=0.0.4", text: async () => "up 1\n" };
const token = "correct-horse-battery";

function open(settings: Partial<LiveDoorSettings> = {}) {
  const session = new ScriptedSession();
  const server = openLiveDoor(session, metrics, {
    host: "127.0.0.1",
    port: 0,
    token,
    onBug: noBug,
    ...settings,
  });
  const { port } = server;
  const stop = () => server.stop(true);
  return { session, address: `http://127.0.0.1:${port}`, port: port!, [Symbol.asyncDispose]: stop };
}

test("live door: an operator on this machine: looks and tells", async () => {
  await using door = open();
  expect(await (await fetch(`${door.address}/ready`)).json()).toEqual({ ready: true, reasons: [] });
  const told = await fetch(`${door.address}/api/v1/kill`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ reason: "drill" }),
  });
  expect(told.status).toBe(200);
  expect(door.session.commands).toEqual([{ kind: "kill", reason: "drill" }]);
});

test("live door: a name that a page made lead here: refused on loopback, and only there", async () => {
  const rebound = { headers: { Host: "rebound.example" } };
  await using door = open();
  expect((await fetch(`${door.address}/api/v1/positions`, rebound)).status).toBe(403);
  await using everywhere = open({ host: "0.0.0.0" });
  expect((await fetch(`${everywhere.address}/api/v1/positions`, rebound)).status).toBe(200);
});

test("live door: a body larger than any of ours: refused, and nothing told", async () => {
  await using door = open();
  const reason = "x".repeat(100_000);
  const answer = await fetch(`${door.address}/api/v1/kill`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ reason }),
  });
  expect(answer.status).toBe(413);
  expect(door.session.commands).toEqual([]);
});

describe("live door: nowhere to listen:", () => {
  test("a port that is taken", async () => {
    await using door = open();
    expect(() => open({ port: door.port })).toThrow(
      new InputError(`api 127.0.0.1:${door.port}`, "in use; expected a port that is free"),
    );
  });

  test("an address of another machine", () => {
    const place = "api 203.0.113.1:0";
    expect(() => open({ host: "203.0.113.1" })).toThrow(
      new InputError(place, "not this machine's; expected an address of its own"),
    );
  });
});
