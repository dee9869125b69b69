/**
 * An account at the exchange, asked over REST by a client of its own that shares nothing with ours: what the venue knows
 * of orders, trades and balances.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { decimal } from "../../src/base/decimal.ts";
import { askEveryMs, type Json } from "./live-process.ts";
import { eventually } from "./patient.ts";

export type LiveKeyKind = "HMAC" | "ED25519";

/** Balances have as many at Binance. */
const places = 8;
const pageMax = 1000;

/** A key, as the exchange and as `live` are given it. */
export class LiveKey {
  readonly apiKey: string;
  /** What must never be seen anywhere: the secret, or lines of the private key. */
  readonly secrets: readonly string[];
  /** Of `live`. */
  readonly env: Readonly<Record<string, string>>;
  /** Of `exchange`. */
  readonly args: readonly string[];
  readonly sign: (payload: string) => string;

  /** @param of names its files in that folder. @param deposits as `exchange` takes them. */
  constructor(kind: LiveKeyKind, of: (name: string) => string, deposits: string) {
    this.apiKey = `api-key-${kind.toLowerCase()}-5b1e`;
    const { secrets, env, args, sign } = kind === "HMAC" ? hmac() : ed25519(of);
    this.secrets = [this.apiKey, ...secrets];
    this.env = { HALFSPREAD_API_KEY: this.apiKey, ...env };
    this.args = [args[0]!, `${this.apiKey}:${args[1]}:${deposits}`];
    this.sign = sign;
  }
}

function hmac() {
  const secret = "hmac-secret-9f27c3";
  return {
    secrets: [secret],
    env: { HALFSPREAD_API_SECRET: secret },
    args: ["--account", secret],
    sign: (payload: string) => createHmac("sha256", secret).update(payload).digest("hex"),
  };
}

function ed25519(of: (name: string) => string) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const pem = textOf(privateKey, "pkcs8");
  writeFileSync(of("private.pem"), pem);
  writeFileSync(of("public.pem"), textOf(publicKey, "spki"));
  return {
    secrets: pem.split("\n").filter((line) => line !== "" && !line.startsWith("-----")),
    env: { HALFSPREAD_PRIVATE_KEY_FILE: of("private.pem") },
    args: ["--account-ed25519", of("public.pem")],
    sign: (payload: string) => sign(null, Buffer.from(payload), privateKey).toString("base64"),
  };
}

function textOf(key: KeyObject, type: "pkcs8" | "spki"): string {
  return String(key.export({ type, format: "pem" }));
}

export class LiveAccount {
  constructor(
    private readonly rest: string,
    private readonly key: Pick<LiveKey, "apiKey" | "sign">,
    readonly symbol = "BTCUSDT",
  ) {}

  async send(method: string, path: string, values: Readonly<Record<string, string | number>> = {}): Promise<Json> {
    const all = Object.entries({ ...values, timestamp: Date.now() });
    const query = new URLSearchParams(Object.fromEntries(all.map(([name, value]) => [name, String(value)]))).toString();
    const signature = encodeURIComponent(this.key.sign(query));
    const headers = { "X-MBX-APIKEY": this.key.apiKey };
    const answer = await fetch(`${this.rest}/api/v3${path}?${query}&signature=${signature}`, { method, headers });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  }

  /** An order as a person places one, far from the market unless `type` is MARKET. @returns its client id. */
  async placeByHand(type: "LIMIT" | "MARKET" = "LIMIT"): Promise<string> {
    const limit = type === "LIMIT" && { timeInForce: "GTC", price: "50000" };
    const order = { side: "BUY", type, quantity: "0.001", ...limit };
    const { clientOrderId } = await this.send("POST", "/order", { symbol: this.symbol, ...order });
    return clientOrderId;
  }

  /** Client order ids of what is open. */
  async open(): Promise<string[]> {
    const orders: Json[] = await this.send("GET", "/openOrders", { symbol: this.symbol });
    return orders.map(({ clientOrderId }) => clientOrderId);
  }

  /** Once as many are open as is meant. */
  async openCount(isMeant: (count: number) => boolean): Promise<void> {
    await eventually(async () => isMeant((await this.open()).length), askEveryMs);
  }

  /** All that were ever placed, by the venue's id. */
  async orders(): Promise<Json[]> {
    return await this.#all("/allOrders", ({ orderId }) => ({ orderId: orderId + 1 }), { orderId: 0 });
  }

  async trades(): Promise<Json[]> {
    return await this.#all("/myTrades", ({ id }) => ({ fromId: id + 1 }), { fromId: 0 });
  }

  /** Free and locked together, in 10^-8. */
  async units(asset: string): Promise<bigint> {
    const { balances } = await this.send("GET", "/account");
    const { free, locked } = balances.find((balance: Json) => balance.asset === asset);
    return decimal(free, places) + decimal(locked, places);
  }

  async #all(path: string, next: (last: Json) => Json, first: Json): Promise<Json[]> {
    const all: Json[] = [];
    for (let from = first; ; from = next(all.at(-1))) {
      const page: Json[] = await this.send("GET", path, { symbol: this.symbol, limit: pageMax, ...from });
      all.push(...page);
      if (page.length < pageMax) return all;
    }
  }
}
