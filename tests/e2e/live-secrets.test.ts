// Goal: nothing that a session writes or says holds a key, a secret, a token or a signature.
// Method: sessions on a bad day and with keys that are refused; then every byte of their folders, streams and answers is
//   searched for the secrets themselves, and for what signed texts look like.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LiveDesk } from "../helpers/live-desk.ts";
import { type LiveProcess, operatorToken } from "../helpers/live-process.ts";

const limitMs = 90_000;

/** Of everything that the HTTP interface has to say. */
const paths = [
  ...["/health", "/ready", "/metrics", "/openapi.json", "/api/v1/session", "/api/v1/positions", "/api/v1/orders"],
  ...["/api/v1/fills", "/api/v1/pnl", "/api/v1/book", "/api/v1/quotes", "/api/v1/risk", "/api/v1/config"],
];

/** An HMAC in hexadecimal is as long as a run's hash: only where it is named so is it one. */
const signed = [/signature["=:\s]/i, /[?&]timestamp=\d/, /X-MBX-APIKEY/i, /Bearer (?!TOKEN)\S/, /PRIVATE KEY/];

const troubles = [
  { kind: "refusal", requests: ["POST /api/v3/order", "order.place"], status: 503, chance: 0.1, executed: true },
  { kind: "refusal", requests: ["POST /api/v3/order", "order.place"], status: 429, chance: 0.05, retryAfterSeconds: 1 },
  { kind: "lost_answer", chance: 0.05 },
];

test.concurrent.each(["HMAC", "ED25519"] as const)(
  "secrets: %s: they are in nothing that a session wrote, said or answered",
  async (keyKind) => {
    await using desk = await LiveDesk.open({ keyKind, settings: ["live.order_entry=rest"] });
    const { secrets } = desk.key;
    const live = await desk.start("--real");
    for (const fault of troubles) await desk.fault(fault);
    await live.logged("gateway_refused");
    await desk.fault({ kind: "disconnect" });
    await live.logged("gateway_disconnected");
    const said = await answersOf(live);
    await desk.endFaults();
    live.signal("SIGTERM");
    await live.ended;

    const second = await desk.start("--real");
    await second.operate("/kill", { reason: "to be latched" });
    said.push(...(await answersOf(second)));
    second.signal("SIGINT");
    const ends = [await live.ended, await second.ended];
    said.push(...ends.flatMap(({ stdout, stderr }) => [stdout, stderr]));

    // Known to the machine, and not to the exchange.
    const stranger = desk.begin("--real", { env: { HALFSPREAD_API_KEY: "another-key-77e1" } });
    const refused = await stranger.ended;
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("halfspread: ")]);
    said.push(refused.stdout, refused.stderr);

    const texts = [...said, ...filesOf(desk.folder).map((path) => readFileSync(path, "latin1"))];
    expect(texts.length).toBeGreaterThan(2 * paths.length + 10);
    for (const text of texts) {
      for (const secret of [...secrets, "another-key-77e1", operatorToken]) expect(text.includes(secret)).toBe(false);
      for (const form of signed) expect(form.exec(text)?.[0]).toBeUndefined();
    }
  },
  limitMs,
);

/** What it answers to whoever looks, and to whoever may not. */
async function answersOf(live: LiveProcess): Promise<string[]> {
  const url = await live.ready;
  const answers = await Promise.all([
    ...paths.map((path) => fetch(`${url}${path}`)),
    fetch(`${url}/api/v1/pause`, { method: "POST", headers: { Authorization: "Bearer of another" } }),
    fetch(`${url}/api/v1/nothing`),
  ]);
  return await Promise.all(answers.map((answer) => answer.text()));
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
