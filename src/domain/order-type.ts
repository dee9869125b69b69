/** What an order may do on arrival, and whether it may rest. Numbered as in shared memory. */
export const orderType = {
  /** Trades what it can at its price or better; the remainder rests. */
  limit: 0,
  /** Rests, or is refused if it would trade. */
  postOnly: 1,
  /** Trades what it can at its price or better; the remainder expires. */
  ioc: 2,
  /** Trades in full at its price or better, or not at all. */
  fok: 3,
  /** Trades at any price; the remainder expires. Its price is not looked at. */
  market: 4,
} as const;
export type OrderType = (typeof orderType)[keyof typeof orderType];

/** Whether an order of this type may wait in the book. */
export function mayRest(type: OrderType): boolean {
  return type === orderType.limit || type === orderType.postOnly;
}
