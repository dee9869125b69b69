// Goal: an address that is none is told so in words, without the password that it may hold.
// Method: addresses that somebody may write, by mistake or in haste.
import { expect, test } from "bun:test";
import { placeOf } from "../../../../src/adapters/ledger/open-ledger.ts";
import { InputError } from "../../../../src/base/input-error.ts";

test.each([
  ["sqlite:data/ledger.sqlite", "ledger data/ledger.sqlite"],
  ["postgres://me:secret@host:5433/trades?password=secret", "ledger postgres://host:5433/trades"],
  ["postgresql://me:secret@host/trades", "ledger postgresql://host/trades"],
])("ledger's address: %s: is named for people", (address, place) => {
  expect(placeOf(address)).toBe(place);
});

test.each([
  "",
  "sqlite:",
  "ledger.sqlite",
  "mysql://me:secret@host/trades",
  "postgres://me:secret@host:port/trades",
  "postgres:secret",
  "me:secret@host",
])("ledger's address: %p: is refused with what was expected, and shows no secret", (address) => {
  const refused = problemOf(() => placeOf(address));
  expect(refused).toBeInstanceOf(InputError);
  expect(refused.message).toContain("expected sqlite:PATH or postgres://");
  expect(refused.message).not.toContain("secret");
});

function problemOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("was taken");
}
