// Goal: two configurations differ exactly in the entries that were changed, each by its path with both values.
// Method: any documents, entries of one replaced; the ledger in memory for whose configuration was last.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { changeText, configChanges, lastConfig } from "../../../src/commands/config-drift.ts";
import { ModelLedger } from "../../helpers/model-ledger.ts";

const value = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom("a", "b c", "1.50", "null"), fc.constant(null));
const name = fc.constantFrom("a", "b", "c", "risk", "max");
const { document } = fc.letrec((tie) => ({
  document: fc.dictionary(name, tie("entry"), { maxKeys: 4 }),
  entry: fc.oneof({ depthSize: "small" }, value, fc.array(value, { maxLength: 3 }), tie("document")),
}));

describe("config drift", () => {
  test("any configuration against itself: nothing, in whatever order it stands", () => {
    fc.assert(
      fc.property(document, (config) => {
        const reversed = Object.fromEntries(Object.entries(config as object).toReversed());
        expect(configChanges(yaml(config), yaml(reversed))).toEqual([]);
      }),
    );
  });

  test("one entry changed, added and taken away: is told with its path, before and now", () => {
    fc.assert(
      fc.property(document, value, value, (config, before, now) => {
        const [old, current] = [
          { ...(config as object), risk: { own: before, same: 1 } },
          { ...(config as object), risk: { own: now, same: 1 } },
        ];
        const [was, is] = [JSON.stringify(before), JSON.stringify(now)];
        expect(configChanges(yaml(old), yaml(current))).toEqual(
          was === is ? [] : [{ path: "risk.own", before: was, now: is }],
        );
      }),
    );
    expect(configChanges("a: 1\nb: [1, 2]", "b: [1, 3]\nc: {}")).toEqual([
      { path: "a", before: "1", now: undefined },
      { path: "b.1", before: "2", now: "3" },
      { path: "c", before: undefined, now: "{}" },
    ]);
    expect(changeText({ path: "a", before: "1", now: undefined })).toBe("a: 1 -> none");
  });

  test("the last configuration: of the newest session that the ledger knows", async () => {
    const ledger = new ModelLedger();
    const at = { account: "main", mode: "paper", version: "1" } as const;
    const config = (hash: string) => ({ kind: "config", hash, text: `a: ${hash}`, who: "me", atUnixNs: 1n }) as const;
    const session = (sessionId: string, configHash: string, startedUnixNs: bigint) =>
      ({ kind: "session", sessionId, configHash, startedUnixNs, ...at }) as const;
    const records = [config("1"), config("2"), session("x", "1", 1n), session("y", "2", 2n), session("z", "1", 3n)];
    await ledger.write({ outboxId: "o", fromCount: 0, records });
    expect(await lastConfig(ledger, ["x", "y", "not told"])).toMatchObject({ sessionId: "y", config: { hash: "2" } });
    expect(await lastConfig(ledger, ["not told"])).toBeUndefined();
  });
});

function yaml(value: unknown): string {
  return JSON.stringify(value);
}
