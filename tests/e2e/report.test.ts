// Goal: the HTML report is what a reader needs: it opens offline, its numbers are the result's, its charts are drawn
// and move together, and it fits a phone and a dark room.
// Method: a drawn result is written as a file and opened in Chromium; pixels, scales and texts are read back from the
// page.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { reportHtml } from "../../sim/report/html.ts";
import { parseDecimal } from "../../src/base/decimal.ts";
import { ask } from "../../src/domain/side.ts";
import { needsBrowser, openBrowser, until } from "../helpers/browser.ts";
import { largeResult } from "../helpers/results.ts";

setDefaultTimeout(30_000); // A browser on a busy machine is slow to answer.

const result = largeResult();
const plots = ["price", "position", "pnl"] as const;

describe.skipIf(needsBrowser())("report in a browser", () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "halfspread-report-"));
    address = pathToFileURL(join(folder, "report.html")).href;
    await Bun.write(join(folder, "report.html"), reportHtml(result));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  test("report: opened from a file: no error and no request but the file itself", async () => {
    const { page, problems, requests } = await opened();
    expect(problems).toEqual([]);
    expect(requests).toEqual([address]);
    await page.close();
  });

  test("report: charts: lines and both kinds of marks are on the canvases", async () => {
    const { page } = await opened();
    for (const [plot, color] of [
      ["price", "mid"],
      ["price", "buy"],
      ["price", "sell"],
      ["position", "position"],
      ["pnl", "net"],
    ] as const)
      expect(await pixelsOf(page, plot, color), `${color} in ${plot}`).toBeGreaterThan(50);
    await page.close();
  });

  test("report: P&L: the numbers on top parse back to the result's, to the last digit", async () => {
    const { page } = await opened();
    const texts = (await page.evaluate(
      "[...document.querySelectorAll('.sum dd')].map((e) => e.textContent)",
    )) as string[];
    const { spreadCapture, inventory, gross, fees, net } = result.pnl;
    const units = texts.map((text) => parseDecimal(text.replaceAll(",", ""), 8));
    expect(units).toEqual([spreadCapture, inventory, gross, fees, net]);
    await page.close();
  });

  test("report: tables: each number equals the result's", async () => {
    const { page } = await opened();
    const rows = await tableRows(page, "Markouts");
    expect(rows.map(([, all]) => all)).toEqual(
      result.markouts.map(({ meanTicks, errorTicks }) => `${meanTicks.toFixed(2)} ± ${errorTicks.toFixed(2)}`),
    );
    const causes = Object.entries(result.fillsByCause);
    const causeRows = await tableRows(page, "Fills by cause");
    expect(causeRows.map(([name, count]) => [name, Number(count)])).toEqual(
      causes.map(([name, { fillsCount }]) => [name, fillsCount]),
    );
    expect((await tableRows(page, "Latency"))[0]).toEqual(["place", "2,210", "10 ms", "14.3 ms", "31 ms"]);
    const orders = Object.fromEntries(await tableRows(page, "Orders"));
    expect(orders["rejected: would_cross"]).toBe("12");
    expect(orders["vetoed or trimmed by risk: position_bound"]).toBe("31");
    expect((await tableRows(page, "Bracket")).find(([name]) => name === "fills")).toEqual([
      "fills",
      String(result.fillsCount),
      "498",
    ]);
    await page.close();
  });

  test("report: tables and charts: captions, scopes and text alternatives are there", async () => {
    const { page } = await opened();
    const missing = await page.evaluate(`[
      ...[...document.querySelectorAll("table")].filter((e) => !e.caption?.textContent),
      ...[...document.querySelectorAll("th")].filter((e) => !e.scope),
      ...[...document.querySelectorAll(".plot")].filter((e) => !/\\d/.test(e.getAttribute("aria-label"))),
    ].length`);
    expect(missing).toBe(0);
    await page.close();
  });

  test("report: drag in one chart: all charts show the same shorter time, and 'Whole run' brings it back", async () => {
    const { page } = await opened();
    const whole = await shownTimes(page);
    await drag(page, "price", 0.25, 0.5);
    const zoomed = await untilShown(page, whole[0]!);
    expect(new Set(zoomed).size).toBe(1);
    expect(span(zoomed[0]!) / span(whole[0]!)).toBeCloseTo(0.25, 1);
    await drag(page, "pnl", 0.5, 0.75);
    const closer = await untilShown(page, zoomed[0]!);
    expect(new Set(closer).size).toBe(1);
    expect(span(closer[0]!)).toBeLessThan(span(zoomed[0]!) / 2);
    await page.click("[data-zoom=all]");
    expect(await untilShown(page, closer[0]!)).toEqual(whole);
    await page.close();
  });

  test("report: buttons: zoom in, later, out, each for all charts", async () => {
    const { page } = await opened();
    const whole = await shownTimes(page);
    await page.click("[data-zoom=in]");
    const half = await untilShown(page, whole[0]!);
    expect(span(half[0]!)).toBeCloseTo(span(whole[0]!) / 2, 3);
    await page.click("[data-zoom=later]");
    const later = await untilShown(page, half[0]!);
    expect(Number(later[2]!.split(" ")[1])).toBeCloseTo(Number(whole[0]!.split(" ")[1]), 3);
    await page.click("[data-zoom=out]");
    expect(await untilShown(page, later[0]!)).toEqual(whole);
    await page.close();
  });

  test("report: cursor on a mark: the fill is told in words, and it is one of the result's", async () => {
    const { page } = await opened();
    const note = "document.getElementById('fill-note').textContent";
    expect(await page.evaluate(note)).toBe(`${result.fills.length} fills are drawn`);
    const [x, y] = (await page.evaluate(markExpression("price", "sell"))) as [number, number];
    await page.mouse.move(x, y);
    await until(page, `${note}.startsWith("▼ sell")`);
    const [, size, price, cause] = /sell (\S+) BTC at (\S+), (\w+),/.exec((await page.evaluate(note)) as string)!;
    const told = result.fills.find((fill) => fill.priceTicks === Math.round(Number(price!.replaceAll(",", "")) * 100));
    expect([told?.side, told?.cause as string]).toEqual([ask, cause!]);
    expect(size).toBe("0.00100");
    await page.close();
  });

  test("report: cursor in one chart: the values of the others follow", async () => {
    const { page } = await opened();
    const net = "document.querySelector('[data-series=net] output').textContent";
    expect(await page.evaluate(net)).toBe(result.series.net.at(-1)!.toFixed(2));
    await hover(page, "price", 0.02);
    await until(page, `${net} !== "${result.series.net.at(-1)!.toFixed(2)}"`);
    const first = result.series.net.slice(0, 120).map((value) => value.toFixed(2).replace("-0.00", "0.00"));
    expect(first).toContain((await page.evaluate(net)) as string);
    await page.close();
  });

  test("report: cursor where risk stopped the quotes: its reason is told, and gone elsewhere", async () => {
    const { page } = await opened();
    const note = "document.getElementById('veto-note').textContent";
    const at = result.series.quotes.vetoes.findIndex((veto, point) => point > 300 && veto !== "");
    await hover(page, "price", (at + 6) / result.series.timeNs.length);
    await until(page, `${note} === "risk: stale_book"`);
    const chance = "document.querySelector('[data-series=bidChance] output').textContent";
    expect(await page.evaluate(chance)).toBe("–");
    await hover(page, "edge", 0.5);
    await until(page, `${note} === ""`);
    const shown = result.series.quotes.bidFillProbability.map((value) => value.toFixed(3));
    expect(shown).toContain((await page.evaluate(chance)) as string);
    await page.close();
  });

  test("report: key: a line can be taken off its chart and put back", async () => {
    const { page } = await opened();
    await page.click("[data-series=position]");
    await until(page, `document.querySelector("[data-series=position]").ariaPressed === "false"`);
    await until(page, pixelsExpression("position", "position", "=== 0"));
    await page.click("[data-series=position]");
    await until(page, pixelsExpression("position", "position", "> 50"));
    await page.close();
  });

  test("report: 320 pixels wide: no word or number of a table is broken over lines", async () => {
    const { page } = await opened({ viewport: { width: 320, height: 800 } });
    const broken = await page.evaluate(`[...document.querySelectorAll("table :is(th, td)")].flatMap((cell) => {
      const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      const found = [];
      while (texts.nextNode())
        for (const { index, 0: word } of texts.currentNode.data.matchAll(/[^\\s]+/g)) {
          const range = document.createRange();
          range.setStart(texts.currentNode, index);
          range.setEnd(texts.currentNode, index + word.length);
          if (range.getClientRects().length > 1) found.push(word);
        }
      return found;
    })`);
    expect(broken).toEqual([]);
    await page.close();
  });

  test("report: 400 pixels wide: nothing sticks out and nothing scrolls sideways", async () => {
    const { page, problems } = await opened({ viewport: { width: 400, height: 800 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    const outside = await page.evaluate(`[...document.querySelectorAll("main *, header *")]
      .filter((e) => { const box = e.getBoundingClientRect(); return box.width > 0 && (box.right > 400.5 || box.left < -0.5); })
      .map((e) => e.outerHTML.slice(0, 60))`);
    expect(outside).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("report: while it opens: nothing on the page moves", async () => {
    const { page } = await opened();
    const moved = await page.evaluate(`new Promise((done) => {
      let sum = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
    })`);
    expect(moved).toBe(0);
    await page.close();
  });

  test("report: dark scheme: page and charts change with it, also while it is open", async () => {
    const { page } = await opened();
    const background = "getComputedStyle(document.body).backgroundColor";
    expect(await page.evaluate(background)).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark" });
    await until(page, `${background} === "rgb(18, 21, 26)"`);
    await until(page, pixelsExpression("price", "buy", "> 50"));
    await until(page, pixelsExpression("pnl", "net", "> 50"));
    await page.close();
  });

  test("report: markup in a configuration: it is shown as text and runs nothing", async () => {
    const { page, problems } = await opened();
    expect(await page.evaluate("document.querySelector('pre').textContent")).toBe(result.configText);
    expect(result.configText).toContain("</script>");
    expect(problems).toEqual([]);
    await page.close();
  });

  async function opened(options: BrowserContextOptions = {}) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const problems: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(address);
    await until(page, `[...document.querySelectorAll(".plot")].every((e) => e.dataset.to)`);
    return { page, problems, requests };
  }
});

/** Pixels of a chart that have exactly the colour of that name in the style sheet, as an expression for the page. */
function pixelsExpression(plot: string, color: string, comparison = ""): string {
  return `(() => {
    const probe = document.createElement("i");
    probe.style.color = "var(--${color})";
    document.body.append(probe);
    const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
    probe.remove();
    const canvas = document.querySelector("#${plot} canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) count++;
    return count ${comparison};
  })()`;
}

async function pixelsOf(page: Page, plot: string, color: string): Promise<number> {
  return (await page.evaluate(pixelsExpression(plot, color))) as number;
}

/** Where on the page a pixel of a mark is, as an expression for the page. */
function markExpression(plot: string, color: string): string {
  return `(() => {
    const canvas = document.querySelector("#${plot} canvas");
    const wanted = getComputedStyle(document.querySelector("[data-mark=${color}] span")).color.match(/\\d+/g).map(Number);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4)
      if (wanted.every((value, i) => data[at + i] === value)) {
        const box = canvas.getBoundingClientRect();
        const pixel = at / 4;
        return [box.left + (pixel % canvas.width) / devicePixelRatio, box.top + Math.floor(pixel / canvas.width) / devicePixelRatio];
      }
  })()`;
}

/** The body rows of the table whose caption begins so, cell texts with single spaces. */
async function tableRows(page: Page, caption: string): Promise<string[][]> {
  return (await page.evaluate(`[...document.querySelectorAll("table")]
    .find((e) => e.caption.textContent.startsWith("${caption}"))
    .querySelectorAll("tbody tr").values()
    .map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\\s+/g, " "))).toArray()`)) as string[][];
}

/** "from to" of each chart. */
async function shownTimes(page: Page): Promise<string[]> {
  return Promise.all(
    plots.map(async (plot) => {
      const shown = `document.getElementById("${plot}").dataset`;
      return (await page.evaluate(`${shown}.from + " " + ${shown}.to`)) as string;
    }),
  );
}

/** Times of all charts, once each of them has left `before`. */
async function untilShown(page: Page, before: string): Promise<string[]> {
  await until(
    page,
    `[...document.querySelectorAll(".plot")].every((e) => e.dataset.from + " " + e.dataset.to !== "${before}")`,
  );
  return shownTimes(page);
}

function span(shown: string): number {
  const [from, to] = shown.split(" ").map(Number);
  return to! - from!;
}

/** Across a share of the drawn width of a chart. */
async function drag(page: Page, plot: string, from: number, to: number): Promise<void> {
  const box = await overlay(page, plot);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 5 });
  await page.mouse.up();
}

async function hover(page: Page, plot: string, share: number): Promise<void> {
  const box = await overlay(page, plot);
  await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
}

async function overlay(page: Page, plot: string) {
  const over = page.locator(`#${plot} .u-over`);
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (box === null) throw new Error(`the chart ${plot} is not on the page`);
  return box;
}
