/**
 * A long seeded flow for a book of over a thousand orders: limits around a price that walks and now and then leaps,
 * cancels and amends of orders that live or lived, sweeps. Icebergs and every type and mode are among them.
 */
import { Random } from "../../src/base/random.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import type { MatcherOperation } from "../../src/engine/reference-matcher-operation.ts";
import { selfTrade } from "../../src/ports/matcher.ts";

/** @param spreadTicks how far from the price that walks orders are placed. */
export function longFlow(seed: number, operationsCount: number, spreadTicks: number): MatcherOperation[] {
  const random = Random.fromSeed(seed).fork("matcher");
  let centreTicks = 1_000_000;
  let placedCount = 0;
  return Array.from({ length: operationsCount }, (): MatcherOperation => {
    if (random.chance(1, 500)) centreTicks = random.int(spreadTicks + 1, 2 ** 31 - 1 - spreadTicks);
    else centreTicks = Math.max(spreadTicks + 1, centreTicks + random.int(-1, 1));
    const recentId = Math.max(1, placedCount - random.int(0, 3000));
    const priceTicks = centreTicks + random.int(-spreadTicks, spreadTicks);
    const sizeLots = random.int(1, 50);
    const prevention = random.pick(Object.values(selfTrade));
    const draw = random.int(1, 100);
    if (draw <= 10) return { kind: "cancel", orderId: recentId };
    if (draw <= 20)
      return { kind: "amend", type: orderType.limit, orderId: recentId, priceTicks, sizeLots, prevention };
    if (draw === 21 && random.chance(1, 10)) return { kind: "cancelAll", owner: random.int(1, 40) };
    const side = random.pick<Side>([bid, ask]);
    const isMaker = draw <= 94;
    const behindTicks = random.int(0, spreadTicks) * (side === bid ? -1 : 1);
    return {
      kind: "place",
      type: isMaker ? random.pick([orderType.limit, orderType.postOnly]) : random.pick(Object.values(orderType)),
      side,
      orderId: ++placedCount,
      owner: random.int(0, 40),
      priceTicks: isMaker ? centreTicks + behindTicks : priceTicks,
      sizeLots: isMaker ? sizeLots : 8 * sizeLots,
      shownLots: isMaker && random.chance(1, 5) ? random.int(1, sizeLots) : 0,
      prevention,
    };
  });
}
