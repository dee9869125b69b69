// Goal: frames replace one another without flicker or remains, and the terminal is given back.
// Method: a terminal that keeps what is written to it; whether time has passed is left to chance, so only the first
// frame of a screen is looked at.
import { expect, test } from "bun:test";
import { LiveScreen } from "../../../src/commands/live-screen.ts";

function startTerminal() {
  const written: string[] = [];
  const terminal = { columns: 80, rows: 24, writableNeedDrain: false, write: (text: string) => written.push(text) };
  return { written, terminal };
}

test("live screen: a frame: one write, each line to its end and nothing below it", () => {
  const { written, terminal } = startTerminal();
  using screen = new LiveScreen(terminal);
  written.length = 0;
  screen.show(({ columns, rows }) => ["one", `${columns} x ${rows}`]);
  expect(written).toEqual(["\x1b[?2026h\x1b[Hone\x1b[K\r\n80 x 24\x1b[K\x1b[J\x1b[?2026l"]);
});

test("live screen: a frame right after another: is not even made", () => {
  const { written, terminal } = startTerminal();
  using screen = new LiveScreen(terminal);
  let madeCount = 0;
  const framesCount = 1000; // Together far quicker than they may be drawn.
  for (let n = 0; n < framesCount; n++) screen.show(() => [String(++madeCount)]);
  expect(madeCount).toBeLessThan(10);
  expect(written).toHaveLength(1 + madeCount);
});

test("live screen: a terminal that does not keep up: is left in peace", () => {
  const { written, terminal } = startTerminal();
  using screen = new LiveScreen(terminal);
  terminal.writableNeedDrain = true;
  screen.show(() => ["late"]);
  expect(written.join("")).not.toContain("late");
  terminal.writableNeedDrain = false;
  screen.show(() => ["now"]);
  expect(written.join("")).toContain("now");
});

test("live screen: its end: cursor and first screen are back, once", () => {
  const { written, terminal } = startTerminal();
  const listenersCount = process.listenerCount("exit");
  {
    using _screen = new LiveScreen(terminal);
    expect(written).toEqual(["\x1b[?1049h\x1b[?25l"]);
    expect(process.listenerCount("exit")).toBe(listenersCount + 1);
  }
  expect(written.slice(1)).toEqual(["\x1b[?25h\x1b[?1049l"]);
  expect(process.listenerCount("exit")).toBe(listenersCount);
});
