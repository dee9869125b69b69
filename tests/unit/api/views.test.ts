// Goal: what the interface shows is how the session stands, in decimals as the venue prints them.
// Method: each view of one status, in full.
import { expect, test } from "bun:test";
import { viewBook, viewPnl, viewPositions, viewQuotes, viewRisk } from "../../../src/api/market-views.ts";
import { viewFills, viewOrders, viewSession } from "../../../src/api/session-views.ts";
import { marketStatus, ScriptedSession, sessionStatus } from "../../helpers/live-session.ts";

const status = sessionStatus({ state: "killed", killReason: "drill", holds: ["killed", "venue_down"] });

test("views: session: who, since when, and why it is not ready", () => {
  expect(viewSession(status)).toMatchInlineSnapshot(`
    {
      "configHash": "c0ffee",
      "holds": [
        "killed",
        "venue_down",
      ],
      "killReason": "drill",
      "markets": [
        {
          "market": "spot",
          "models": [],
          "parameters": {
            "halfSpreadTicks": 5,
            "positionLotsMax": 1000,
            "sizeLots": 150,
          },
          "strategy": "naive-maker",
          "symbol": "BTCUSDT",
          "venue": "binance",
        },
      ],
      "mode": "paper",
      "ready": false,
      "sessionId": "20240808-000000-7f3a",
      "startedTime": "2024-08-08T00:00:01.000000000Z",
      "state": "killed",
      "time": "2024-08-08T00:00:05.000000000Z",
      "unready": [
        "killed",
        "venue_down",
      ],
      "version": "0.1.0",
    }
  `);
});

test("views: session with models: which versions, and no more of them than that", () => {
  const version = { role: "fill", name: "fill-btcusdt", hash: "f00d", horizonMs: 5000 };
  const models = [Object.assign({ form: { kind: "logistic" } }, version)];
  expect(viewSession(sessionStatus({ markets: [marketStatus({ models })] })).markets[0]!.models).toEqual([version]);
});

test("views: orders: ours with what remains of them, and those of others", () => {
  expect(viewOrders(status)).toMatchInlineSnapshot(`
    {
      "foreignOrders": [
        {
          "clientOrderId": "by hand",
          "price": "70000.00000000",
          "remaining": "0.00001000",
          "side": "sell",
          "symbol": "BTCUSDT",
        },
      ],
      "orders": [
        {
          "clientOrderId": "hs-1",
          "price": "59999.95000000",
          "remaining": "0.00100000",
          "sentTime": "2024-08-08T00:00:02.000000000Z",
          "side": "buy",
          "size": "0.00150000",
          "state": "live",
          "symbol": "BTCUSDT",
        },
        {
          "clientOrderId": "hs-2",
          "price": "60000.06000000",
          "remaining": "0.00150000",
          "sentTime": "2024-08-08T00:00:02.000000000Z",
          "side": "sell",
          "size": "0.00150000",
          "state": "live",
          "symbol": "BTCUSDT",
        },
      ],
    }
  `);
});

test("views: fills: fees in their own asset's places, and no time made up", () => {
  expect(viewFills(status, new ScriptedSession().fills(2))).toMatchInlineSnapshot(`
    {
      "fills": [
        {
          "cause": "print",
          "fee": "0.00000050",
          "feeAsset": "BTC",
          "maker": true,
          "orderId": 1,
          "price": "59999.95000000",
          "receivedTime": "2024-08-08T00:00:03.001000000Z",
          "side": "buy",
          "size": "0.00050000",
          "symbol": "BTCUSDT",
          "tradeId": "28457",
          "venueTime": "2024-08-08T00:00:03.000000000Z",
        },
        {
          "cause": "print",
          "fee": "0.00000007",
          "feeAsset": "BNB",
          "maker": true,
          "orderId": 1,
          "price": "59999.95000000",
          "receivedTime": "2024-08-08T00:00:03.001000000Z",
          "side": "buy",
          "size": "0.00050000",
          "symbol": "BTCUSDT",
          "tradeId": "28457",
          "venueTime": null,
        },
      ],
    }
  `);
});

test("views: book: the touch and its age", () => {
  expect(viewBook(status)).toMatchInlineSnapshot(`
    {
      "books": [
        {
          "ageSeconds": 0.02,
          "ask": {
            "price": "60000.01000000",
            "size": "0.00123000",
          },
          "bid": {
            "price": "60000.00000000",
            "size": "0.05000000",
          },
          "state": "valid",
          "symbol": "BTCUSDT",
        },
      ],
    }
  `);
});

test("views: quotes: what is wanted beside what works", () => {
  expect(viewQuotes(status)).toMatchInlineSnapshot(`
    {
      "quotes": [
        {
          "fault": null,
          "symbol": "BTCUSDT",
          "wanted": {
            "asks": [
              {
                "price": "60000.06000000",
                "size": "0.00150000",
              },
            ],
            "bids": [
              {
                "price": "59999.95000000",
                "size": "0.00150000",
              },
            ],
          },
          "working": {
            "asks": [
              {
                "price": "60000.06000000",
                "size": "0.00150000",
              },
            ],
            "bids": [
              {
                "price": "59999.95000000",
                "size": "0.00100000",
              },
            ],
          },
        },
      ],
    }
  `);
});

test("views: positions: against their limits, and what the account holds", () => {
  expect(viewPositions(status)).toMatchInlineSnapshot(`
    {
      "balances": [
        {
          "amount": "1.00300000",
          "asset": "BTC",
        },
        {
          "amount": "99820.12345678",
          "asset": "USDT",
        },
      ],
      "positions": [
        {
          "share": 0.3,
          "size": "0.00300000",
          "sizeMax": "0.01000000",
          "symbol": "BTCUSDT",
        },
      ],
    }
  `);
});

test("views: P&L: by part, in the settlement asset", () => {
  expect(viewPnl(status)).toMatchInlineSnapshot(`
    {
      "pnl": [
        {
          "parts": {
            "adverseSelection": "-0.06000000",
            "fees": "0.07654322",
            "gross": "0.20000000",
            "inventory": "-0.05000000",
            "net": "0.12345678",
            "spreadCapture": "0.25000000",
          },
          "symbol": "BTCUSDT",
          "unit": "USDT",
        },
      ],
    }
  `);
});

test("views: risk: latch, holds, limits and vetoes", () => {
  expect(viewRisk(status)).toMatchInlineSnapshot(`
    {
      "holds": [
        "killed",
        "venue_down",
      ],
      "killReason": "drill",
      "markets": [
        {
          "fault": null,
          "limits": [
            {
              "check": "position_bound",
              "level": null,
              "share": 0.25,
            },
            {
              "check": "position_soft",
              "level": 2,
              "share": null,
            },
          ],
          "priceBand": "500.00000000",
          "sizeMax": "0.01000000",
          "staleAfterSeconds": 2,
          "symbol": "BTCUSDT",
          "vetoes": {
            "price_band": 3,
          },
        },
      ],
      "state": "killed",
    }
  `);
});
