/**
 * The frames of the charts: title, key and text alternative, in place before any script runs, so that nothing jumps.
 *
 * `page/charts.js` draws into each `.plot` and fills the outputs of the key; the two agree by `data-series`. Lines
 * differ by dash and marks by shape, never by colour alone.
 */
import { bid } from "../../src/domain/side.ts";
import type { BacktestResult } from "../result.ts";
import { type ChartData, extreme } from "./chart-data.ts";
import { countText, moneyText, numberText, priceText, sentencePlaces, sizeText, sizeUnit } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import type { Panel } from "./quote-panels.ts";

/** @param data what will be drawn: the key is as wide from the start as its widest value. */
export function chartFigures(result: BacktestResult, data: ChartData): Markup {
  if (result.series.timeNs.length < 2) return html`<p class="note">The run is too short for charts.</p>`;
  return html`<section class="charts" aria-label="Charts">
<div class="tools" role="group" aria-label="Time shown in all charts">
<button type="button" data-zoom="earlier" aria-label="Earlier">←</button>
<button type="button" data-zoom="later" aria-label="Later">→</button>
<button type="button" data-zoom="in" aria-label="Zoom in">+</button>
<button type="button" data-zoom="out" aria-label="Zoom out">−</button>
<button type="button" data-zoom="all">Whole run</button>
<output id="shown-time"></output>
</div>
${priceFigure(result, data)}${positionFigure(result, data)}${pnlFigure(result, data)}
${data.panels.map(panelFigure)}
<noscript><p class="note">The charts need JavaScript; all numbers and tables are here without it.</p></noscript>
</section>
`;
}

function priceFigure(result: BacktestResult, data: ChartData): Markup {
  const note = result.fillsSampled
    ? `${countText(result.fills.length)} of ${countText(result.fillsCount)} fills are drawn, evenly chosen`
    : `${countText(result.fills.length)} fills are drawn`;
  const keys = [
    key("mid", "mid", data.mid, data.pricePlaces + 1),
    key("ownBid", "own bid", data.ownBid, data.pricePlaces),
    key("ownAsk", "own ask", data.ownAsk, data.pricePlaces),
    mark("buy", "▲"),
    mark("sell", "▼"),
  ];
  return figure(
    "price",
    "Mid, own quotes and fills",
    keys,
    priceAlternative(result),
    html`<p class="note"><output id="fill-note" data-note="${note}">${note}</output>
<output id="veto-note"></output></p>`,
  );
}

function priceAlternative({ series, fills, instrument }: BacktestResult): string {
  const mids = series.midTicks.filter(Number.isFinite);
  const buysCount = fills.filter(({ side }) => side === bid).length;
  const marks = `Fills marked: ${countText(buysCount)} bought, ${countText(fills.length - buysCount)} sold.`;
  if (mids.length === 0) return `There was no mid. ${marks}`;
  const [first, last] = [mids[0]!, mids.at(-1)!];
  const low = mids.reduce((least, ticks) => Math.min(least, ticks));
  const high = mids.reduce((most, ticks) => Math.max(most, ticks));
  const price = (ticks: number) => priceText(instrument, Math.floor(ticks));
  return `The mid went from ${price(first)} to ${price(last)}, between ${price(low)} and ${price(high)}. ${marks}`;
}

function positionFigure(result: BacktestResult, data: ChartData): Markup {
  const { instrument, series, positionLots } = result;
  const unit = sizeUnit(instrument);
  const least = series.positionLots.reduce((low, lots) => Math.min(low, lots));
  const most = series.positionLots.reduce((high, lots) => Math.max(high, lots));
  const size = (lots: number) => sizeText(instrument, lots);
  const text = `The position ended at ${size(positionLots)} ${unit}, between ${size(least)} and ${size(most)}.`;
  return figure("position", `Position, ${unit}`, [key("position", "position", data.position, data.sizePlaces)], text);
}

function pnlFigure(result: BacktestResult, data: ChartData): Markup {
  const { unit, places, net, spreadCapture, inventory, fees } = result.pnl;
  const money = (units: bigint) => moneyText(units, places, sentencePlaces(result.pnl));
  const text =
    `Net ended at ${money(net)} ${unit}: spread captured ${money(spreadCapture)}, inventory ${money(inventory)}, ` +
    `fees ${money(fees)}.`;
  const keys = [
    key("net", "net", data.net, data.moneyPlaces),
    key("gross", "gross", data.gross, data.moneyPlaces),
    key("spreadCapture", "spread captured", data.spreadCapture, data.moneyPlaces),
    key("inventory", "inventory", data.inventory, data.moneyPlaces),
    key("feesPaid", "fees, as a cost", data.feesPaid, data.moneyPlaces),
  ];
  return figure("pnl", `Profit and loss, ${unit}`, keys, text);
}

function panelFigure({ id, title, places, lines }: Panel): Markup {
  const keys = lines.map(({ name, label, values }) => key(name, label, values, places));
  const text = lines.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    return `${label} between ${numberText(low, places)} and ${numberText(high, places)}`;
  });
  return figure(id, title, keys, `${text.join(", ")}.`);
}

function figure(id: string, title: string, keys: readonly Markup[], text: string, note = html``): Markup {
  return html`<figure>
<figcaption><h2 id="${id}-title">${title}</h2><ul class="key">${keys}</ul></figcaption>
${note}<div class="plot" id="${id}" role="img" aria-label="${title}. ${text}"></div>
</figure>
`;
}

/**
 * A line of the key: a button that hides its line, with its dash drawn and its value under the cursor, at first the
 * last one.
 */
function key(series: string, name: string, values: ChartData["net"], places: number): Markup {
  const widest = numberText(-extreme(values), places).length;
  const last = values.at(-1) ?? undefined;
  return html`<li><button type="button" data-series="${series}" aria-pressed="true">
<svg viewBox="0 0 22 8" aria-hidden="true"><path d="M0,4H22"/></svg>${name}
<output style="min-width:${widest}ch">${numberText(last, places)}</output>
</button></li>
`;
}

function mark(side: string, shape: string): Markup {
  return html`<li class="mark" data-mark="${side}"><span aria-hidden="true">${shape}</span> ${side}</li>`;
}
