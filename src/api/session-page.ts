/** The page at `/`: how the session stands, and where the rest is. Plain HTML that renews itself and runs no script. */
import { instrumentKey } from "../domain/instrument.ts";
import { type MarketStatus, type SessionStatus, unreadyReasons } from "../ports/session-status.ts";
import { viewBook, viewPnl, viewPositions, viewQuotes } from "./market-views.ts";

const renewSeconds = 5;
const views = ["session", "positions", "orders", "fills", "pnl", "book", "quotes", "risk", "config"];

export function sessionPage(status: SessionStatus): string {
  const unready = unreadyReasons(status);
  const { mode, state, killReason, markets, sessionId, version } = status;
  const title = `${markets.map(({ instrument }) => instrumentKey(instrument)).join(", ")} · ${mode} · ${state}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${renewSeconds}">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${text(title)}</h1>
<p>${text(readyText(unready, killReason))}</p>
<table>
<thead><tr>${headings.map((heading) => `<th>${heading}</th>`).join("")}</tr></thead>
<tbody>
${markets.map((market) => rowOf({ ...status, markets: [market] }, market)).join("\n")}
</tbody>
</table>
<p>${["/health", "/ready", "/metrics", "/openapi.json", ...views.map((view) => `/api/v1/${view}`)].map(link).join(" ")}</p>
<footer>Halfspread ${text(version)}, session ${text(sessionId)}</footer>
</body>
</html>
`;
}

const headings = ["", "book", "quotes", "position", "of at most", "net P&amp;L", "open orders"];
const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.25rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem 1rem .25rem 0; text-align: left; font-weight: normal }
thead, footer { opacity: .7 }
a { margin-right: .75rem }`;

function readyText(unready: readonly string[], killReason: string): string {
  if (killReason !== "") return `Killed: ${killReason}.`;
  return unready.length === 0 ? "Ready." : `Not ready: ${unready.join("; ")}.`;
}

/** @param status of that market alone. */
function rowOf(status: SessionStatus, { instrument, orders }: MarketStatus): string {
  const [book] = viewBook(status).books;
  const [quotes] = viewQuotes(status).quotes;
  const [position] = viewPositions(status).positions;
  const [pnl] = viewPnl(status).pnl;
  const cells = [
    instrumentKey(instrument),
    pair(book!.bid, book!.ask),
    pair(quotes!.working.bids[0], quotes!.working.asks[0]),
    position!.size,
    position!.sizeMax,
    pnl!.parts === null ? "unknown" : `${pnl!.parts.net} ${pnl!.unit}`,
    String(orders.length),
  ];
  return `<tr>${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
}

type Level = { readonly price: string } | null | undefined;

function pair(bid: Level, ask: Level): string {
  return `${bid?.price ?? "–"} / ${ask?.price ?? "–"}`;
}

function link(path: string): string {
  return `<a href="${path}">${path}</a>`;
}

function text(of: string): string {
  return Bun.escapeHTML(of);
}
