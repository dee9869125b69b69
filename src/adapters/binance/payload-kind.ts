/**
 * What a market payload of Binance is. The envelope decides: partial book streams (`@depth5`) look like a snapshot on
 * Spot, and exactly like a diff on futures.
 */
export type Payload = Record<string, unknown>;
export type PayloadKind = "depth" | "snapshot" | "trade" | "aggTrade" | "bookTicker" | "other";

/** @param stream the name in its envelope, if it has one. */
export function kindOf(payload: Payload, stream: unknown): PayloadKind {
  if (typeof stream === "string") return streamKind(stream);
  if (payload.e === "depthUpdate") return "depth";
  if (payload.e === "trade" || payload.e === "aggTrade" || payload.e === "bookTicker") return payload.e;
  if (payload.e !== undefined) return "other";
  if (payload.lastUpdateId !== undefined) return "snapshot";
  return payload.u !== undefined && payload.B !== undefined && payload.A !== undefined ? "bookTicker" : "other";
}

function streamKind(stream: string): PayloadKind {
  const [, name = ""] = stream.split("@", 2);
  if (name === "depth") return /@depth(@\d+ms)?$/.test(stream) ? "depth" : "other";
  return name === "trade" || name === "aggTrade" || name === "bookTicker" ? name : "other";
}
