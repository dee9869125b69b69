/** Accounts, commissions and an account's trades as answers print them. */
import { formatDecimal } from "../../../src/base/decimal.ts";
import type { Side } from "../../../src/domain/side.ts";
import { type Commission, noCommission } from "../commission.ts";
import type { ExchangeSymbol } from "../exchange-symbol.ts";
import type { Account } from "../ledger.ts";
import type { AccountTrade, PreventedMatch } from "../order.ts";
import { assetPlaces } from "../symbol-entry.ts";
import type { Json } from "./json.ts";
import type { Call } from "./operation.ts";

/** Rates are in 1e-8, the old fields in 1e-4. */
const unitsPerBasisPoint = 10_000n;
/** Commissions are taken in what is received: nobody pays them in BNB. */
const discount = {
  enabledForAccount: false,
  enabledForSymbol: false,
  discountAsset: "BNB",
  discount: "0.25000000",
};

export function accountJson(call: Call, account: Account, omitsZero: boolean): Json {
  const { makerRate, takerRate, buyerRate, sellerRate } = account.commission.rates;
  return {
    makerCommission: Number(makerRate / unitsPerBasisPoint),
    takerCommission: Number(takerRate / unitsPerBasisPoint),
    buyerCommission: Number(buyerRate / unitsPerBasisPoint),
    sellerCommission: Number(sellerRate / unitsPerBasisPoint),
    commissionRates: ratesJson(account.commission.rates),
    canTrade: true,
    canWithdraw: true,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: call.time(account.updatedUs),
    accountType: "SPOT",
    balances: balancesJson(call, account, omitsZero),
    permissions: account.permissions,
    uid: account.accountId,
  };
}

export function commissionJson({ rates }: Commission, symbol: ExchangeSymbol): Json {
  return {
    symbol: symbol.name,
    standardCommission: ratesJson(rates),
    specialCommission: ratesJson(noCommission),
    taxCommission: ratesJson(noCommission),
    discount,
  };
}

/** What a test order tells: the rates of its side, added up. */
export function commissionForOrderJson(commission: Commission, side: Side): Json {
  const none = { maker: rateText(0n), taker: rateText(0n) };
  return {
    standardCommissionForOrder: {
      maker: rateText(commission.rateOf(side, true)),
      taker: rateText(commission.rateOf(side, false)),
    },
    specialCommissionForOrder: none,
    taxCommissionForOrder: none,
    discount,
  };
}

export function accountTradeJson(call: Call, symbol: ExchangeSymbol, trade: AccountTrade): Json {
  return {
    symbol: symbol.name,
    id: trade.tradeId,
    orderId: trade.orderId,
    orderListId: -1,
    price: symbol.priceText(trade.priceTicks),
    qty: symbol.sizeText(trade.lots),
    quoteQty: symbol.quoteText(trade.quoteUnits),
    commission: symbol.quoteText(trade.commissionUnits),
    commissionAsset: trade.commissionAsset,
    time: call.time(trade.timeUs),
    isBuyer: trade.isBuyer,
    isMaker: trade.isMaker,
    isBestMatch: true,
  };
}

export function preventedMatchJson(call: Call, symbol: ExchangeSymbol, match: PreventedMatch): Json {
  const sizeText = (lots: number | undefined) => (lots === undefined ? undefined : symbol.sizeText(lots));
  return {
    symbol: symbol.name,
    preventedMatchId: match.preventedMatchId,
    takerOrderId: match.takerOrderId,
    makerSymbol: symbol.name,
    makerOrderId: match.makerOrderId,
    tradeGroupId: match.tradeGroupId,
    selfTradePreventionMode: match.mode,
    price: symbol.priceText(match.priceTicks),
    takerPreventedQuantity: sizeText(match.takerPreventedLots),
    makerPreventedQuantity: sizeText(match.makerPreventedLots),
    transactTime: call.time(match.timeUs),
  };
}

function ratesJson({ makerRate, takerRate, buyerRate, sellerRate }: Commission["rates"]): Json {
  return {
    maker: rateText(makerRate),
    taker: rateText(takerRate),
    buyer: rateText(buyerRate),
    seller: rateText(sellerRate),
  };
}

function rateText(rate: bigint): string {
  return formatDecimal(rate, 8);
}

/** Every asset of the exchange, owned or not, then others that the account owns. */
function balancesJson({ exchange }: Call, account: Account, omitsZero: boolean): Json {
  const assets = new Set<string>();
  for (const { symbol } of exchange.markets) assets.add(symbol.baseAsset).add(symbol.quoteAsset);
  for (const asset of account.balances.keys()) assets.add(asset);
  const balances: Json[] = [];
  for (const asset of assets) {
    const { freeUnits = 0n, lockedUnits = 0n } = account.balances.get(asset) ?? {};
    if (omitsZero && freeUnits === 0n && lockedUnits === 0n) continue;
    balances.push({ asset, free: moneyText(freeUnits), locked: moneyText(lockedUnits) });
  }
  return balances;
}

function moneyText(units: bigint): string {
  return formatDecimal(units, assetPlaces);
}
