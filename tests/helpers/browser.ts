/** A real Chromium for tests of pages, driven by playwright-core. It is found on this machine, never downloaded. */
import { type Browser, chromium, type Page } from "playwright-core";
import { needs } from "./needs.ts";

const candidates = ["chromium", "chromium-browser", "google-chrome"];

/** For `test.skipIf(needsBrowser())`. */
export function needsBrowser(): boolean {
  const remedy = `install chromium, or name an executable in HALFSPREAD_CHROMIUM (looked for ${candidates.join(", ")})`;
  return needs("Chromium", browserPath() !== undefined, remedy);
}

/** The caller closes it. Without a sandbox, since the only pages are our own files and containers often forbid one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error("a test that opens a browser asks needsBrowser() first");
  return chromium.launch({ executablePath, args: quietArguments });
}

const quietArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function browserPath(): string | undefined {
  const named = process.env.HALFSPREAD_CHROMIUM;
  if (named !== undefined && named !== "") return Bun.which(named) ?? undefined;
  return candidates.map((name) => Bun.which(name)).find((path) => path !== null) ?? undefined;
}

/** Frames looked at before giving up: ten seconds at 60 a second. */
const framesMax = 600;

/**
 * Waits, frame by frame, until an expression is true in the page. Playwright's own `waitForFunction` evaluates inside
 * the page whenever it is not true at once, which the page's content security policy forbids.
 */
export async function until(page: Page, expression: string): Promise<void> {
  for (let frame = 0; frame < framesMax; frame++) {
    if ((await page.evaluate(expression)) === true) return;
    await page.evaluate("new Promise((done) => requestAnimationFrame(done))");
  }
  throw new Error(`never true in the page: ${expression}`);
}
