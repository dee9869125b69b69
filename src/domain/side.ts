/** Two sides, numbered as in the engine: a bid buys, an ask sells. The side of a trade is its aggressor's. */
export const bid = 0;
export const ask = 1;
export type Side = typeof bid | typeof ask;

export const sides: readonly Side[] = [bid, ask];

export function opposite(side: Side): Side {
  return side === bid ? ask : bid;
}

/** +1 for a bid, -1 for an ask: what a fill adds to the position. */
export function sign(side: Side): 1 | -1 {
  return side === bid ? 1 : -1;
}

export function sideName(side: Side): "buy" | "sell" {
  return side === bid ? "buy" : "sell";
}
