/**
 * What a configuration says for trading live, beside what it says for a backtest: the same file does both.
 *
 *   venue: { environment: testnet }                 # or rest_url, stream_url and ws_api_url, each replacing its own
 *   live: { name: btcusdt, api: { port: 9464 }, order_entry: ws_api }
 *
 * Keys and tokens are never here: they come from the environment.
 */
import { z } from "zod";
import type { Market } from "../domain/instrument.ts";

const environments = ["production", "testnet", "demo"] as const;
export type Environment = (typeof environments)[number];

const webSocketUrl = z.string().regex(/^wss?:\/\/[^\s?#]+$/, "expected an address such as wss://host");
const httpUrl = z.string().regex(/^https?:\/\/[^\s?#]+$/, "expected an address such as https://host");

export const venueSchema = z.strictObject({
  environment: z.enum(environments).default("production"),
  restUrl: httpUrl.optional(),
  streamUrl: webSocketUrl.optional(),
  wsApiUrl: webSocketUrl.optional(),
});
export type VenueConfig = z.output<typeof venueSchema>;

const balance = z.string().regex(/^\d+(\.\d+)?$/, 'expected a decimal such as "0.5"');

export const liveSchema = z.strictObject({
  /** Names the folder of its sessions, and what they share: the kill latch and the reference. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "expected letters, digits and dashes"),
  /** Whose it is in the ledger: one name for one account of the venue, whatever trades there. */
  account: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,40}$/, "expected letters, digits, dashes and underscores")
    .default("main"),
  api: z
    .strictObject({
      host: z.string().min(1).default("127.0.0.1"),
      /** 0 for any that is free. */
      port: z.int().min(0).max(65_535).default(0),
    })
    .default({ host: "127.0.0.1", port: 0 }),
  /** How orders travel: over the WebSocket API or by REST. */
  orderEntry: z.enum(["ws_api", "rest"]).default("ws_api"),
  /**
   * Client order ids begin with it; orders that bear it are ours, whichever session placed them, and a start cancels them:
   * one prefix for each session that runs on an account at the same time.
   */
  orderPrefix: z
    .string()
    .regex(/^[a-zA-Z0-9_]{1,8}$/, "expected up to 8 letters, digits and underscores")
    .default("hs"),
  /** An answer that takes longer leaves its order in doubt, and the venue is asked. */
  ackTimeoutMs: z.number().min(10).max(60_000).default(3000),
  /** After a signal: quotes pulled, confirmed and settled within this, or the rest is cancelled at once. */
  stopWithinMs: z.number().min(100).max(600_000).default(10_000),
  /** Without a sign of life for so long the watchdog cancels all orders. */
  watchdogMs: z.number().min(500).max(600_000).default(5000),
  journal: z
    .strictObject({
      folder: z.string().min(1).optional(),
      /** Between two syncs to the disk: what a loss of power may cost. */
      syncMs: z.number().min(1).max(60_000).default(250),
    })
    .default({ syncMs: 250 }),
  /** Balances at which a position is 0; default: those at the first start under this name. */
  reference: z.record(z.string(), balance).optional(),
});
export type LiveConfig = z.output<typeof liveSchema>;

/**
 * Where fills and hot state are kept. Addresses of servers come from the environment, since they may hold passwords:
 * HALFSPREAD_POSTGRES_URL, HALFSPREAD_REDIS_URL.
 */
export const storesSchema = z.strictObject({
  /** Fills, orders, P&L, configurations, sessions: a SQLite file in the live folder, or Postgres. */
  ledger: z.enum(["sqlite", "postgres"]).default("sqlite"),
  /** Book, orders, position, P&L for other programs to look at. */
  state: z.enum(["memory", "redis"]).default("memory"),
  /** When the ledger is away for so long, quoting stops until it is back. */
  ledgerBehindMaxMs: z.number().min(1000).max(86_400_000).default(60_000),
});
export type StoresConfig = z.output<typeof storesSchema>;

export interface VenueUrls {
  readonly restUrl: string;
  readonly streamUrl: string;
  /** Undefined where orders cannot be sent (futures: market data only). */
  readonly wsApiUrl: string | undefined;
}

const usual: Readonly<Record<Environment, Partial<Record<Market, VenueUrls>>>> = {
  production: {
    spot: {
      restUrl: "https://api.binance.com",
      streamUrl: "wss://stream.binance.com:9443",
      wsApiUrl: "wss://ws-api.binance.com:443/ws-api/v3",
    },
    usdm: { restUrl: "https://fapi.binance.com", streamUrl: "wss://fstream.binance.com/public", wsApiUrl: undefined },
  },
  testnet: {
    spot: {
      restUrl: "https://testnet.binance.vision",
      streamUrl: "wss://stream.testnet.binance.vision",
      wsApiUrl: "wss://ws-api.testnet.binance.vision/ws-api/v3",
    },
    usdm: {
      restUrl: "https://testnet.binancefuture.com",
      streamUrl: "wss://fstream.binancefuture.com",
      wsApiUrl: undefined,
    },
  },
  demo: {
    spot: {
      restUrl: "https://demo-api.binance.com",
      streamUrl: "wss://demo-stream.binance.com",
      wsApiUrl: "wss://demo-ws-api.binance.com/ws-api/v3",
    },
    usdm: {
      restUrl: "https://demo-fapi.binance.com",
      streamUrl: "wss://fstream.binancefuture.com",
      wsApiUrl: undefined,
    },
  },
};

/** Undefined for a market that is not traded live (COIN-M). */
export function venueUrls({ environment, ...own }: VenueConfig, market: Market): VenueUrls | undefined {
  const urls = usual[environment][market];
  if (urls === undefined) return undefined;
  return {
    restUrl: own.restUrl ?? urls.restUrl,
    streamUrl: own.streamUrl ?? urls.streamUrl,
    wsApiUrl: own.wsApiUrl ?? urls.wsApiUrl,
  };
}
