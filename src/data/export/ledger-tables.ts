/**
 * What sessions did, as tables: out of the records of an outbox or of a ledger, whichever is at hand. A record that was
 * told twice is one row, as in the ledger; of an order the last word counts.
 */
import { rowsTold } from "../../adapters/ledger/ledger-rows.ts";
import {
  booleanColumn,
  decimalTextColumn,
  int64Column,
  type TableColumn,
  tableParquet,
  textColumn,
} from "../../adapters/parquet/table.ts";
import type { FillRecord, LedgerPlace, LedgerRecord, OrderRecord, PnlRecord } from "../../domain/ledger-record.ts";

/** Whole Parquet files, each with its columns even where it has no rows. */
export interface LedgerTables {
  readonly fills: ArrayBuffer;
  readonly orders: ArrayBuffer;
  readonly pnl: ArrayBuffer;
  readonly fillsCount: number;
  readonly ordersCount: number;
  readonly pnlCount: number;
}

export function ledgerTables(records: Iterable<LedgerRecord>): LedgerTables {
  const all = [...records];
  const [fills, orders, points] = [rowsTold("fill", all), rowsTold("order", all), rowsTold("pnl", all)];
  return {
    fills: tableParquet(fillColumns(fills)),
    orders: tableParquet(orderColumns(orders)),
    pnl: pnlParquet(points),
    fillsCount: fills.length,
    ordersCount: orders.length,
    pnlCount: points.length,
  };
}

/** A point of the P&L, of a session or of a backtest, which is nobody's. */
export type PnlPoint = Omit<PnlRecord, "kind" | "mode" | "account"> & {
  readonly account: string;
  readonly mode: PnlRecord["mode"] | "backtest";
};

export function pnlParquet(rows: readonly PnlPoint[]): ArrayBuffer {
  return tableParquet([
    int64Column(
      "time_ns",
      rows.map(({ atUnixNs }) => atUnixNs),
    ),
    ...decimals(rows, { position: ({ position }) => position }),
    // A mid may lie between two ticks.
    ...decimals(rows, { mid: ({ mid }) => mid }, 9),
    ...decimals(rows, {
      net: ({ net }) => net,
      gross: ({ gross }) => gross,
      fees: ({ fees }) => fees,
      spread_capture: ({ spreadCapture }) => spreadCapture,
      inventory: ({ inventory }) => inventory,
    }),
    ...texts(rows, { unit: ({ unit }) => unit }),
    ...placeColumns(rows),
  ]);
}

function fillColumns(rows: readonly FillRecord[]): TableColumn[] {
  return [
    int64Column(
      "venue_time_ns",
      rows.map(({ venueUnixNs }) => venueUnixNs),
    ),
    int64Column(
      "received_time_ns",
      rows.map(({ receivedUnixNs }) => receivedUnixNs),
    ),
    ...texts(rows, {
      client_order_id: ({ clientOrderId }) => clientOrderId,
      trade_id: ({ tradeId }) => tradeId,
      side: ({ side }) => side,
    }),
    ...decimals(rows, { price: ({ price }) => price, size: ({ size }) => size, fee: ({ fee }) => fee }),
    ...texts(rows, { fee_asset: ({ feeAsset }) => feeAsset }),
    booleanColumn(
      "maker",
      rows.map(({ maker }) => maker),
    ),
    ...texts(rows, { cause: ({ cause }) => cause }),
    ...placeColumns(rows),
  ];
}

function orderColumns(rows: readonly OrderRecord[]): TableColumn[] {
  return [
    int64Column(
      "sent_time_ns",
      rows.map(({ sentUnixNs }) => sentUnixNs),
    ),
    int64Column(
      "updated_time_ns",
      rows.map(({ updatedUnixNs }) => updatedUnixNs),
    ),
    ...texts(rows, {
      client_order_id: ({ clientOrderId }) => clientOrderId,
      side: ({ side }) => side,
      type: ({ type }) => type,
    }),
    ...decimals(rows, { price: ({ price }) => price, size: ({ size }) => size, filled: ({ filled }) => filled }),
    ...texts(rows, { state: ({ state }) => state }),
    ...placeColumns(rows),
  ];
}

type Place = Omit<LedgerPlace, "mode"> & { readonly mode: string; readonly sessionId: string };

function placeColumns(rows: readonly Place[]): TableColumn[] {
  return texts(rows, {
    session_id: ({ sessionId }) => sessionId,
    account: ({ account }) => account,
    mode: ({ mode }) => mode,
    venue: ({ venue }) => venue,
    market: ({ market }) => market,
    symbol: ({ symbol }) => symbol,
  });
}

function texts<Row>(rows: readonly Row[], columns: Record<string, (row: Row) => string>): TableColumn[] {
  return Object.entries(columns).map(([name, of]) => textColumn(name, rows.map(of)));
}

/** By default with the 8 places of Binance Spot; more where a value has more. */
function decimals<Row>(
  rows: readonly Row[],
  columns: Record<string, (row: Row) => string>,
  placesMin = 8,
): TableColumn[] {
  return Object.entries(columns).map(([name, of]) => decimalTextColumn(name, rows.map(of), placesMin));
}
