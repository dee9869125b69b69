// Goal: what risk stops for good is killed: at the venue, on disk, for operators; and a replay comes to the same.
// Method: a real process whose drawdown stop is a hundred-millionth of a dollar, so that the first fee is too much.
import { expect, test } from "bun:test";
import { LiveDesk } from "../helpers/live-desk.ts";

test("live: a drawdown stop: latched as a kill, survives a restart, and is reset by operators alone", async () => {
  await using desk = await LiveDesk.open();
  const settings = ["risk.drawdown.session_max='0.00000001'"];
  const first = await desk.start("--real", { settings });
  await first.until("/api/v1/session", ({ state }) => state === "killed");
  const killed = { state: "killed", killReason: "session_drawdown of BTCUSDT", ready: false };
  expect(await first.get("/api/v1/session")).toMatchObject(killed);
  expect((await first.get("/api/v1/session")).unready).toEqual(expect.arrayContaining(["killed", "session_drawdown"]));
  await desk.account.openCount((count) => count === 0);
  expect(await first.operate("/resume")).toMatchObject({ status: 409, error: "killed" });
  const { markets } = await first.get("/api/v1/risk");
  expect(markets[0].limits.map(({ check }: { check: string }) => check)).toEqual([
    "position_bound",
    "session_drawdown",
  ]);
  expect(markets[0].limits[1].share).toBeGreaterThanOrEqual(1);
  first.signal("SIGINT");
  expect((await first.ended).exitCode).toBe(0);
  await desk.expectAgreement();

  const second = await desk.start("--real");
  expect(await second.get("/api/v1/session")).toMatchObject({ state: "killed", killReason: killed.killReason });
  expect(await second.operate("/reset-kill")).toMatchObject({ status: 200, state: "paused", killReason: null });
  expect((await second.operate("/resume")).status).toBe(200);
  await desk.account.openCount((count) => count > 0);
  second.signal("SIGINT");
  expect((await second.ended).exitCode).toBe(0);
}, 90_000);
