// Goal: fees are what the table or the user says, and a name that is in neither is one clear error.
// Method: a small table for the rules; the project's own file for its shape: a better tier never costs more.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { feesSchema, feeTierOf, feeTiersSchema } from "../../../sim/fee-tiers.ts";
import { configsFolder } from "../../../src/commands/folders.ts";
import { readYaml } from "../../../src/commands/read-config.ts";

const schema = feesSchema({
  "spot-vip0": { maker: "0.001", taker: "0.001" },
  "spot-vip9": { maker: "0.00011", taker: "0.00023" },
});
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

  test("fee tiers: rates of one's own: under any name, rebates too, and before those of the table", () => {
    const mine = { tier: "mine", maker: "-0.00005", taker: "0.0002" };
    expect(feeTierOf(schema.parse(mine))).toEqual({ name: "mine", makerRate: -5_000n, takerRate: 20_000n });
    expect(schema.parse({ ...mine, tier: "spot-vip0" })).toEqual({ ...mine, tier: "spot-vip0" });
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
    expect(Object.keys(file.tiers)).toEqual(
      ["spot", "usdm", "coinm"].flatMap((market) => Array.from({ length: 10 }, (_, level) => `${market}-vip${level}`)),
    );
    for (const market of ["spot", "usdm", "coinm"])
      for (let level = 1; level < 10; level++) {
        const [below, tier] = [file.tiers[`${market}-vip${level - 1}`]!, file.tiers[`${market}-vip${level}`]!];
        expect(Number(tier.maker)).toBeLessThanOrEqual(Number(below.maker));
        expect(Number(tier.taker)).toBeLessThanOrEqual(Number(below.taker));
        expect(Number(tier.maker)).toBeLessThanOrEqual(Number(tier.taker));
      }
  });
});
