// Goal: whoever may look sees how the session stands, in decimals; whoever shows the token tells it what is meant; and
// nobody else changes anything.
// Method: the interface without a socket, over a session that stands still and keeps what it is told.
import { beforeEach, describe, expect, test } from "bun:test";
import { liveApi } from "../../../src/api/live-api.ts";
import { AssertionError } from "../../../src/base/assert.ts";
import { marketStatus, ScriptedSession, sessionStatus } from "../../helpers/live-session.ts";

const token = "correct-horse-battery";
const metrics = { contentType: "text/plain; version=0.0.4", text: async () => "up 1\n" };
const local = { host: "127.0.0.1:8080" };
const authorised = { ...local, authorization: `Bearer ${token}` };

let session: ScriptedSession;
let bugs: unknown[];
beforeEach(() => {
  session = new ScriptedSession();
  bugs = [];
});

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly rules?: { readonly token: string | undefined; readonly loopback: boolean };
}

async function ask(method: string, path: string, { headers = local, body, rules }: Asked = {}) {
  const api = liveApi(session, metrics, {
    ...(rules ?? { token, loopback: true }),
    onBug: (error) => void bugs.push(error),
  });
  const hasBody = body !== undefined;
  const sent = {
    method,
    headers: hasBody ? { ...headers, "content-type": "application/json" } : headers,
    ...(hasBody && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
  const answer = await api.handle(new Request(`http://127.0.0.1:8080${path}`, sent));
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") === true;
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape
  return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as any };
}

const told = (path: string, asked: Asked = {}) => ask("POST", `/api/v1/${path}`, { headers: authorised, ...asked });

test("api: ready: 200 while it can quote, paused or not", async () => {
  for (const holds of [[], ["operator_paused"], ["flattening"]]) {
    session.standing = sessionStatus({ holds });
    expect(await ask("GET", "/ready")).toMatchObject({ status: 200, body: { ready: true, reasons: [] } });
  }
});

test("api: not ready: 503 with every reason", async () => {
  session.standing = sessionStatus({
    state: "killed",
    holds: ["killed", "venue_down"],
    markets: [marketStatus({ fault: "stale_book" })],
  });
  const reasons = ["killed", "venue_down", "BTCUSDT: stale_book"];
  expect(await ask("GET", "/ready")).toMatchObject({ status: 503, body: { ready: false, reasons } });
  expect(await ask("GET", "/health")).toMatchObject({ status: 200, body: { alive: true } });
});

test("api: metrics: the text as it was given, with its type", async () => {
  const { status, headers, body } = await ask("GET", "/metrics");
  expect([status, headers.get("content-type"), body]).toEqual([200, metrics.contentType, "up 1\n"]);
});

test("api: nothing known yet: null, and no numbers made up", async () => {
  const book = { state: "none", receivedNs: 0, bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 } as const;
  session.standing = sessionStatus({ markets: [marketStatus({ book, fault: "no_book", pnl: undefined })] });
  const [shown] = (await ask("GET", "/api/v1/book")).body.books;
  expect(shown).toEqual({ symbol: "BTCUSDT", state: "none", ageSeconds: null, bid: null, ask: null });
  expect((await ask("GET", "/api/v1/pnl")).body.pnl[0].parts).toBeNull();
});

test("api: fills: at most as many as asked for", async () => {
  expect((await ask("GET", "/api/v1/fills?limit=1")).body.fills).toHaveLength(1);
  for (const limit of ["0", "1001", "x", "1.5"])
    expect(await ask("GET", `/api/v1/fills?limit=${limit}`)).toMatchObject({
      status: 422,
      body: { error: "bad_request" },
    });
});

describe("api: told with the token:", () => {
  const plain = ["pause", "resume", "cancel-all", "flatten", "reset-kill"];
  test.each(plain)("%s: the session hears it", async (path) => {
    expect(await told(path)).toMatchObject({ status: 200, body: { state: "quoting" } });
    expect(session.commands).toEqual([{ kind: path.replace("-", "_") }] as never);
  });

  test("kill: with a reason or without", async () => {
    expect((await told("kill")).status).toBe(200);
    expect((await told("kill", { body: { reason: "drill" } })).status).toBe(200);
    expect(session.commands).toEqual([
      { kind: "kill", reason: "operator" },
      { kind: "kill", reason: "drill" },
    ]);
  });

  test("parameters: those named change, the others stay", async () => {
    const body = { parameters: { halfSpreadTicks: 7.5 } };
    expect((await ask("PATCH", "/api/v1/parameters", { headers: authorised, body })).status).toBe(200);
    const parameters = { halfSpreadTicks: 7.5, sizeLots: 150, positionLotsMax: 1000 };
    expect(session.commands).toEqual([{ kind: "parameters", market: 0, parameters }]);
  });

  test("what the session refuses: 409 with its reason", async () => {
    session.answer = { ok: false, reason: "killed", message: "reset the kill first" };
    const body = { error: "killed", message: "reset the kill first", details: [] };
    expect(await told("resume")).toMatchObject({ status: 409, body });
  });
});

describe("api: parameters refused, and nothing told:", () => {
  const cases: [what: string, body: unknown, error: string][] = [
    ["one that the strategy has not", { parameters: { halfSpread: 1 } }, "bad_parameters"],
    ["a value that it would not take", { parameters: { sizeLots: 0 } }, "bad_parameters"],
    ["another symbol", { symbol: "ETHUSDT", parameters: {} }, "unknown_symbol"],
    ["no parameters", {}, "bad_request"],
    ["another field", { parameters: {}, market: 0 }, "bad_request"],
    ["no object", [], "bad_request"],
  ];
  test.each(cases)("%s", async (_, body, error) => {
    const answer = await ask("PATCH", "/api/v1/parameters", { headers: authorised, body });
    expect(answer).toMatchObject({
      status: 422,
      body: { error, message: expect.any(String), details: expect.any(Array) },
    });
    expect(session.commands).toEqual([]);
  });
});

describe("api: changes refused:", () => {
  const changes: [method: string, path: string][] = [
    ...["pause", "resume", "cancel-all", "flatten", "kill", "reset-kill", "not-there"].map((path): [string, string] => [
      "POST",
      `/api/v1/${path}`,
    ]),
    ["PATCH", "/api/v1/parameters"],
    ["DELETE", "/api/v1/orders"],
  ];

  test.each(changes)("%s %s: without the token, with another, or with none configured", async (method, path) => {
    const body = { parameters: {} };
    const missing = await ask(method, path, { body });
    expect(missing).toMatchObject({ status: 401, body: { error: "unauthorised" } });
    expect(missing.headers.get("www-authenticate")).toBe("Bearer");
    for (const shown of [
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token.slice(0, -1)}`,
      `Basic ${token}`,
      "Bearer",
      token,
    ])
      expect((await ask(method, path, { headers: { ...local, authorization: shown }, body })).status).toBe(401);
    const rules = { token: undefined, loopback: true };
    const off = await ask(method, path, { headers: { ...local, authorization: "Bearer undefined" }, body, rules });
    expect(off).toMatchObject({ status: 403, body: { error: "changes_off" } });
    expect(session.commands).toEqual([]);
  });

  test("whatever is wrong with a request: the token is asked for first", async () => {
    expect((await ask("POST", "/api/v1/kill", { body: "{" })).status).toBe(401);
    expect(await told("kill", { body: "{" })).toMatchObject({ status: 400, body: { error: "bad_json" } });
    expect(await told("kill", { body: { reason: "" } })).toMatchObject({ status: 422, body: { error: "bad_request" } });
  });
});

describe("api: pages of others:", () => {
  test("a foreign origin: sees and changes nothing", async () => {
    for (const origin of ["https://example.com", "null", "http://127.0.0.1:1"]) {
      const headers = { ...authorised, origin };
      expect(await ask("GET", "/api/v1/positions", { headers })).toMatchObject({ status: 403 });
      expect(await told("kill", { headers })).toMatchObject({ status: 403, body: { error: "foreign_origin" } });
    }
    expect(session.commands).toEqual([]);
  });

  test("a name that leads to loopback: refused there, taken where we are meant to be reached", async () => {
    const headers = { host: "rebound.example:8080" };
    expect(await ask("GET", "/metrics", { headers })).toMatchObject({ status: 403, body: { error: "foreign_host" } });
    const rules = { token, loopback: false };
    expect((await ask("GET", "/metrics", { headers, rules })).status).toBe(200);
  });

  test("our own page: welcome", async () => {
    for (const host of ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
      expect((await ask("GET", "/", { headers: { host, origin: `http://${host}` } })).status).toBe(200);
  });
});

test("api: an unknown route, and one asked in the wrong way: 404, and no bug", async () => {
  expect(await ask("GET", "/api/v1/nowhere")).toMatchObject({ status: 404, body: { error: "not_found" } });
  expect(await ask("GET", "/api/v1/kill")).toMatchObject({ status: 404 });
  expect(bugs).toEqual([]);
});

test("api: a bug while it answers: the caller hears nothing of it, the session does", async () => {
  const bug = new AssertionError("secret");
  session.status = () => {
    throw bug;
  };
  const { status, body } = await ask("GET", "/api/v1/pnl");
  expect(bugs).toEqual([bug]);
  expect([status, body]).toEqual([500, { error: "internal", message: "an unexpected error", details: [] }]);
});

test("api: an answer that is not as described: 500", async () => {
  session.standing = sessionStatus({ mode: "real", state: "asleep" as never });
  expect((await ask("GET", "/api/v1/session")).status).toBe(500);
  expect(bugs).toHaveLength(1);
});

test("api: its description: names every route, what changes something needing the token", async () => {
  const { status, body } = await ask("GET", "/openapi.json");
  expect(status).toBe(200);
  expect(body.openapi).toStartWith("3.1");
  expect(body.components.securitySchemes.token).toEqual({ type: "http", scheme: "bearer" });
  const routes = Object.entries<Record<string, { security?: unknown }>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { security }]) => `${method} ${path}${security === undefined ? "" : " token"}`,
    ),
  );
  expect(routes.sort()).toMatchInlineSnapshot(`
    [
      "get /api/v1/book",
      "get /api/v1/config",
      "get /api/v1/fills",
      "get /api/v1/orders",
      "get /api/v1/pnl",
      "get /api/v1/positions",
      "get /api/v1/quotes",
      "get /api/v1/risk",
      "get /api/v1/session",
      "get /health",
      "get /metrics",
      "get /ready",
      "patch /api/v1/parameters token",
      "post /api/v1/cancel-all token",
      "post /api/v1/flatten token",
      "post /api/v1/kill token",
      "post /api/v1/pause token",
      "post /api/v1/reset-kill token",
      "post /api/v1/resume token",
    ]
  `);
});

test("api: the page: says how it stands, runs nothing, and what others wrote is text", async () => {
  session.standing = sessionStatus({ state: "killed", killReason: "<script>alert(1)</script>" });
  const { headers, body } = await ask("GET", "/");
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(body).toContain("BTCUSDT · paper · killed");
  expect(body).toContain("Killed: &lt;script&gt;");
  expect(body).not.toContain("<script");
  expect(body).toContain("0.12345678 USDT");
});
