// Goal: fees are what the table or the user says, and a name that is in neither is one clear error.
// Method: a small table for the rules; the project's own file for its shape: a better tier never costs more.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type FeeTiers, feesSchema, feeTierOf, feeTiersSchema, tierProblem } from "../../../sim/fee-tiers.ts";
import { configsFolder } from "../../../src/commands/folders.ts";
import { readYaml } from "../../../src/commands/read-config.ts";

const ofSpot = { venue: "binance", market: "spot" } as const;
const ofUsdm = { venue: "binance", market: "usdm" } as const;
const tiers: FeeTiers = new Map([
  ["spot-vip0", { ...ofSpot, maker: "0.001", taker: "0.001" }],
  ["spot-vip9", { ...ofSpot, maker: "0.00011", taker: "0.00023" }],
]);
const schema = feesSchema(tiers);
const file = feeTiersSchema.parse(readYaml(join(configsFolder, "fee-tiers.yaml"), []));

function problemOf(fees: object): string {
  const { path, message } = schema.safeParse(fees).error!.issues[0]!;
  return `${path.join(".")}: ${message}`;
}

describe("fee tiers", () => {
  test("fee tiers: a name of the table: its rates, which are then part of the configuration", () => {
    expect(schema.parse({ tier: "spot-vip9" })).toEqual({ tier: "spot-vip9", maker: "0.00011", taker: "0.00023" });
    expect(feeTierOf(schema.parse({ tier: "spot-vip9" }))).toEqual({
      name: "spot-vip9",
      makerRate: 11_000n,
      takerRate: 23_000n,
    });
  });

  test("fee tiers: rates of one's own: under any name, rebates too", () => {
    const mine = { tier: "mine", maker: "-0.00005", taker: "0.0002" };
    expect(feeTierOf(schema.parse(mine))).toEqual({ name: "mine", makerRate: -5_000n, takerRate: 20_000n });
  });

  test("fee tiers: a tier of another market: refused, with those of the instrument's own", () => {
    const fees = schema.parse({ tier: "spot-vip9" });
    expect(tierProblem(tiers, fees, ofSpot)).toBeUndefined();
    expect(tierProblem(tiers, fees, ofUsdm)).toBe(
      "spot-vip9 is a tier of binance spot; expected one of binance usdm, or a name of your own with maker and taker beside it",
    );
    expect(
      tierProblem(new Map([...tiers, ["x", { ...ofUsdm, maker: "0", taker: "0" }] as const]), fees, ofUsdm),
    ).toContain("expected one of binance usdm (x), or");
    const luno = { venue: "luno", market: "spot" } as const;
    expect(tierProblem(tiers, fees, luno)).toContain("expected one of luno spot, or");
  });

  test("fee tiers: a name of the table with rates beside it: only its own", () => {
    const fees = { tier: "spot-vip0", maker: "0.0010", taker: "0.001" };
    expect(tierProblem(tiers, fees, ofSpot)).toBeUndefined();
    expect(tierProblem(tiers, { ...fees, maker: "0" }, ofSpot)).toBe(
      "spot-vip0 is maker 0.001, taker 0.001 in the table; expected another name for rates of your own",
    );
    expect(tierProblem(tiers, { ...fees, tier: "mine", maker: "0" }, ofUsdm)).toBeUndefined();
  });

  test("fee tiers: a file with a name in two markets: refused", () => {
    const table = { tiers: { a: { maker: "0", taker: "0" } } };
    const twice = feeTiersSchema.safeParse({
      markets: [
        { ...ofSpot, ...table },
        { ...ofUsdm, ...table },
      ],
    });
    expect(twice.error?.issues[0]?.message).toBe("a is there twice");
  });

  test("fee tiers: an unknown name: one error that says which there are", () => {
    expect(problemOf({ tier: "spot-vip10" })).toBe(
      "tier: no tier spot-vip10; expected one of spot-vip0, spot-vip9, or maker and taker beside it",
    );
    expect(problemOf({ tier: "toString" })).toStartWith("tier: no tier toString;");
  });

  test("fee tiers: one rate without the other, a rate that is none: refused at its key", () => {
    expect(problemOf({ tier: "mine", maker: "0.001" })).toStartWith("taker: expected both rates");
    expect(problemOf({ tier: "mine", maker: "0.1%", taker: "0.001" })).toStartWith("maker: expected a decimal");
    expect(problemOf({ tier: "mine", maker: "1", taker: "0.001" })).toStartWith("maker: expected a fraction");
  });

  test("fee tiers: the project's table: ten levels of each market, and none that costs more than the one below", () => {
    expect([...file.keys()]).toEqual(
      ["spot", "usdm", "coinm"].flatMap((market) => Array.from({ length: 10 }, (_, level) => `${market}-vip${level}`)),
    );
    for (const market of ["spot", "usdm", "coinm"])
      for (let level = 1; level < 10; level++) {
        const [below, tier] = [file.get(`${market}-vip${level - 1}`)!, file.get(`${market}-vip${level}`)!];
        expect([tier.venue, String(tier.market)]).toEqual(["binance", market]);
        expect(Number(tier.maker)).toBeLessThanOrEqual(Number(below.maker));
        expect(Number(tier.taker)).toBeLessThanOrEqual(Number(below.taker));
        expect(Number(tier.maker)).toBeLessThanOrEqual(Number(tier.taker));
      }
  });
});
