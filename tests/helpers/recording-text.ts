/**
 * A small Spot recording of BTCUSDT, made up: a snapshot, then every 100 ms a depth event, a ticker and a trade. Times
 * count from the first; the receiver's clock is 1 ms behind.
 */
const startMs = 1_700_000_000_000;
const firstUpdateId = 1_000;

/** Lines of the seconds' worth of messages. `from` continues a recording that ended before message `from`. */
export function spotLines(messagesCount: number, { from = 0, symbol = "BTCUSDT" } = {}): string[] {
  const lines = from === 0 ? [line(0, snapshot)] : [];
  for (let at = from; at < from + messagesCount; at++) {
    const updateId = firstUpdateId + 1 + at;
    const timeMs = startMs + 100 * (at + 1);
    const size = `${1 + (at % 3)}.00000000`;
    const depth = {
      e: "depthUpdate",
      E: timeMs,
      s: symbol,
      U: updateId,
      u: updateId,
      b: [["100.00000000", size]],
      a: [],
    };
    const ticker = { u: updateId, s: symbol, b: "100.00000000", B: size, a: "100.01000000", A: "1.00000000" };
    const trade = {
      e: "trade",
      E: timeMs,
      s: symbol,
      t: 1 + at,
      p: "100.00000000",
      q: "0.00100000",
      T: timeMs,
      m: true,
      M: true,
    };
    const name = symbol.toLowerCase();
    lines.push(line(100 * (at + 1), { stream: `${name}@depth@100ms`, data: depth }));
    lines.push(line(100 * (at + 1), { stream: `${name}@bookTicker`, data: ticker }));
    lines.push(line(100 * (at + 1), { stream: `${name}@trade`, data: trade }));
  }
  return lines;
}

export function asText(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

const snapshot = {
  lastUpdateId: firstUpdateId,
  bids: [["100.00000000", "1.00000000"]],
  asks: [["100.01000000", "1.00000000"]],
};

function line(ms: number, document: object): string {
  return `${startMs + ms - 1}000000 ${JSON.stringify(document)}`;
}
