// Goal: a sweep's page opens offline, draws its charts, and fits a phone.
// Method: a hand-made sweep written as a file and opened in Chromium; pixels and texts are read back from the page.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { sweepHtml } from "../../sim/report/sweep-html.ts";
import type { SweepResult } from "../../sim/sweep-result.ts";
import { needsBrowser, openBrowser } from "../helpers/browser.ts";
import { smallSweep } from "../helpers/sweeps.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

setDefaultTimeout(30_000); // A browser on a busy machine is slow to answer.

describe.skipIf(needsBrowser())("sweep page in a browser", () => {
  const folder = temporaryFolder();
  const address = pathToFileURL(join(folder.path, "report.html")).href;
  let browser: Browser;

  beforeAll(async () => {
    await Bun.write(folder.of("report.html"), sweepHtml(smallSweep()));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    folder[Symbol.dispose]();
  });

  async function opened(width = 1200) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => troubles.push(message.text()));
    page.on("request", (request) => {
      if (request.url() !== address && !request.url().startsWith("data:")) troubles.push(request.url());
    });
    await page.goto(address);
    return { page, troubles };
  }

  test("sweep page: opened from a file: no error and no request, a row for each run, ink in both charts", async () => {
    const { page, troubles } = await opened();
    expect(troubles).toEqual([]);
    expect(await page.evaluate("document.querySelectorAll('.ranking tbody tr').length")).toBe(8);
    const inks = await page.evaluate(`[...document.querySelectorAll(".plot canvas")].map((canvas) =>
      canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 3)
        .reduce((count, alpha) => count + (alpha > 0 ? 1 : 0), 0))`);
    expect(inks).toHaveLength(2);
    for (const ink of inks as number[]) expect(ink).toBeGreaterThan(1000);
    await page.close();
  });

  test("sweep page: cursor over a value: both charts tell the entry and its lines; a key takes its line off", async () => {
    const { page, troubles } = await opened();
    const box = (await page.locator("#net .u-over").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.98, box.y + box.height / 2);
    const texts = await page.evaluate("[...document.querySelectorAll('output')].map((e) => e.textContent)");
    expect(texts).toEqual(["half_spread_ticks 4", "4", "0", "half_spread_ticks 4", "70", "–"]);
    const key = page.locator("#net").locator("xpath=..").locator('[data-line="0"]');
    await key.click();
    expect(await key.getAttribute("aria-pressed")).toBe("false");
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("sweep page: entries far below one: each has a name of its own on the axis", async () => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    await page.addInitScript(`{
      const { fillText } = CanvasRenderingContext2D.prototype;
      window.written = [];
      CanvasRenderingContext2D.prototype.fillText = function (...args) { written.push(args[0]); fillText.apply(this, args); };
    }`);
    await Bun.write(folder.of("tiny.html"), sweepHtml(tinySweep()));
    await page.goto(pathToFileURL(folder.of("tiny.html")).href);
    const written = (await page.evaluate("written")) as string[];
    expect(written).toEqual(expect.arrayContaining(["1e-7", "2e-7", "3e-7", "4e-7"]));
    await page.close();
  });

  test("sweep page: 400 pixels wide: the table scrolls by itself and the page does not", async () => {
    const { page } = await opened(400);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    expect(await page.evaluate("((e) => e.scrollWidth > e.clientWidth)(document.querySelector('.ranking'))")).toBe(
      true,
    );
    await page.close();
  });
});

function tinySweep(): SweepResult {
  const small = smallSweep();
  const [half, size] = small.entries;
  const runs = small.ranking.runs.map((run) => ({ ...run, point: [tiny(run.point[0]), run.point[1]!] }));
  const values = half!.values.map(tiny);
  return { ...small, entries: [{ ...half!, values }, size!], ranking: { ...small.ranking, runs } };
}

function tiny(value: unknown): number {
  return (value as number) / 1e7;
}
