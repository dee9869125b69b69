// Goal: money is never negative and never lost. Method: the few moves there are, on both sides of what is allowed.
import { describe, expect, test } from "bun:test";
import { Account, Balance, Treasury } from "../../../sim/exchange/ledger.ts";
import { decimal } from "../../../src/base/decimal.ts";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { refused, Venue } from "../../helpers/exchange-venue.ts";

describe("balance:", () => {
  test("locking and unlocking: all of it comes back", () => {
    const balance = new Balance("XYZ");
    balance.receive(10n);
    balance.relock(0n, 10n);
    balance.relock(10n, 4n);
    expect([balance.freeUnits, balance.lockedUnits]).toEqual([6n, 4n]);
    balance.relock(4n, 0n);
    expect([balance.freeUnits, balance.lockedUnits]).toEqual([10n, 0n]);
  });

  test("more than there is: is a bug", () => {
    const balance = new Balance("XYZ");
    balance.receive(10n);
    expect(() => balance.lock(11n)).toThrow("no more is locked than was free");
    expect(() => new Balance("XYZ").spend(1n)).toThrow("nobody spends more than is free");
    expect(() => new Balance("XYZ").unlock(1n)).toThrow("no more is unlocked than was locked");
  });
});

test("treasury: a unit that is nowhere, or from nowhere: is seen", () => {
  const treasury = new Treasury();
  const account = new Account(1);
  treasury.deposited("XYZ", 5n);
  expect(() => treasury.assertConserved([account])).toThrow("add up to the deposits");
  account.balance("XYZ").receive(4n);
  treasury.commissions("XYZ").receive(1n);
  treasury.assertConserved([account]);
  account.balance("ABC").receive(1n);
  expect(() => treasury.assertConserved([account])).toThrow("add up to the deposits");
});

test("deposits: are told with their amount, and withdrawals take no more than is free", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account({}, "5", "100");
  const told: [string, bigint][] = [];
  venue.exchange.listen({ balance: ({ asset, units }) => told.push([asset, units]) });
  venue.sell(own, { price: "10", size: "3" });
  const withdraw = (text: string) => venue.exchange.deposit(venue.now(), own, "ABC", -decimal(text, 8));
  expect(refused(withdraw("3"))).toStartWith("-2010 Account has insufficient balance");
  expect(withdraw("2")).toBeUndefined();
  expect(venue.balances(own)[0]).toBe("0 + 3");
  expect(told).toEqual([["ABC", -2_00000000n]]);
});

test("accounts: one group is one owner to the matcher, and no account is a group", () => {
  const owners = [
    new Account(1),
    new Account(2),
    new Account(3, { tradeGroupId: 0 }),
    new Account(4, { tradeGroupId: 0 }),
  ];
  expect(new Set(owners.map(({ owner }) => owner)).size).toBe(3);
  expect(() => new Account(1, { tradeGroupId: -2 })).toThrow();
});
