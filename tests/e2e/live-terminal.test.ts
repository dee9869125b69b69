// Goal: on a terminal `live` shows one calm view, and gives the terminal back however it ends.
// Method: a real one, its bytes kept; what is shown is what the escape sequences leave, told apart by the second screen.
import { expect, test } from "bun:test";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { LiveDesk } from "../helpers/live-desk.ts";
import { LiveTerminal } from "../helpers/live-terminal.ts";

const limitMs = 90_000;
const [enter, leave] = ["\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"];

test.concurrent(
  "live view: Ctrl-C: market, quotes and P&L while it runs, no log between them; then the report on the first screen",
  async () => {
    await using desk = await LiveDesk.open();
    await using terminal = new LiveTerminal(desk.exchange, desk.folder, ["--paper"]);
    await terminal.shows(/ 2 open, [0-9]+ placed/);
    terminal.type("\x03");
    expect(await terminal.exited).toBe(0);
    await terminal.shows("Report: ");
    const [before, view, after] = terminal.screens;
    expect(before).toMatch(/^\{"ready":true,"api":"[^"]*"\}\s*$/);
    for (const word of ["halfspread", "paper", "quoting", "BTCUSDT · naive-maker", "position", "P&L", "Ctrl-C"])
      expect(view).toContain(word);
    expect(view).not.toContain('{"time"');
    expect(after).toContain("Profit and loss, USDT");
    expect([terminal.count(enter), terminal.count(leave)]).toEqual([1, 1]);
  },
  limitMs,
);

test.concurrent(
  "live view: it fails: the terminal is given back, and the one line stands on the first screen",
  async () => {
    await using desk = await LiveDesk.open();
    const env = { HALFSPREAD_API_TOKEN: "token" };
    await using terminal = new LiveTerminal(desk.exchange, desk.folder, ["--paper", "--for", "8h"], env);
    await terminal.shows(/ 2 open, [0-9]+ placed/);
    renameSync(join(desk.folder, "btcusdt"), join(desk.folder, "elsewhere"));
    const { api } = JSON.parse(terminal.screens[0]!);
    const headers = { Authorization: "Bearer token" };
    await fetch(`${api}/api/v1/kill`, { method: "POST", headers }).catch(() => undefined);
    expect(await terminal.exited).toBe(2);
    await terminal.shows("halfspread: ");
    expect(terminal.screens[2]).toMatch(/^halfspread: .*\/kill: no such file[^\n]*\n$/);
    expect([terminal.count(enter), terminal.count(leave)]).toEqual([1, 1]);
  },
  limitMs,
);

test.concurrent(
  "live view: a start after a kill with real orders: says that it waits, and for what, before there is a view",
  async () => {
    await using desk = await LiveDesk.open();
    const killed = await desk.start("--real");
    await killed.until("/api/v1/orders", ({ orders }) => orders.length > 0);
    await killed.kill();
    const wsApi = ["--set", `venue.ws_api_url=${desk.exchange.ws}/ws-api/v3`];
    await using terminal = new LiveTerminal(desk.exchange, desk.folder, ["--real", ...wsApi], desk.key.env);
    await terminal.shows(/ 2 open, [0-9]+ placed/);
    terminal.type("\x03");
    expect(await terminal.exited).toBe(0);
    expect(terminal.screens[0]).toMatch(
      /^waiting 6 s for orders under way: an earlier session did not end in order\r?\n\{"ready":true/,
    );
  },
  limitMs,
);
