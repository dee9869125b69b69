// Goal: a journal's header is all that a session starts from, and nothing else.
// Method: a session's start through the journal's own text and back; with a secret beside it, and with parts missing.
import { expect, test } from "bun:test";
import { headerOfSession, sessionOfHeader } from "../../../sim/session-header.ts";
import type { SessionSpec } from "../../../sim/session-spec.ts";
import { InputError } from "../../../src/base/input-error.ts";
import { exactJson, parseExactJson } from "../../../src/live/journal/exact-json.ts";
import { paperSpec } from "../../helpers/paper-session.ts";

const spec = paperSpec();

test("session header: any session: comes back as it was", () => {
  expect(sessionOfHeader(parseExactJson(exactJson(headerOfSession(spec))), "here")).toEqual(spec);
});

test("session header: something that is not listed: does not get in, at any place", () => {
  const secret = { apiSecret: "s3cret" };
  const larger: SessionSpec = {
    ...{ ...spec, ...secret },
    config: { ...spec.config, ...secret },
    markets: spec.markets.map((market) => ({ ...market, ...secret })),
  };
  expect(exactJson(larger).split("s3cret")).toHaveLength(3 + spec.markets.length);
  expect(exactJson(headerOfSession(larger))).not.toContain("s3cret");
});

test("session header: with a part missing, of another kind, or too many: is an InputError that names it", () => {
  const { balances: _, ...poor } = spec;
  const bad: [header: unknown, place: RegExp][] = [
    [poor, /^here: header: balances: /],
    [{ ...spec, epochUnixNs: 5 }, /^here: header: epochUnixNs: /],
    [{ ...spec, markets: [] }, /^here: header: markets: /],
    [
      { ...spec, markets: [{ ...spec.markets[0], strategyName: "none" }] },
      /markets\.0\.strategyName: expected a strategy/,
    ],
    [{ ...spec, extra: 1 }, /^here: header: .*extra/],
    ["text", /^here: header: /],
  ];
  for (const [header, message] of bad) {
    expect(() => sessionOfHeader(header, "here")).toThrow(InputError);
    expect(() => sessionOfHeader(header, "here")).toThrow(message);
  }
});
