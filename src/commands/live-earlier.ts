/** Sessions of a name before the one that starts: put in order on the disk, and what the last of them held. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type RecoveredMarket, type RecoveredSession, recoverSession } from "../../sim/recover-session.ts";
import { sessionOfHeader } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { ClientOrderIds } from "../adapters/binance/gateway/client-order-ids.ts";
import { segmentName } from "../adapters/segments/segment-format.ts";
import { SegmentReader } from "../adapters/segments/segment-reader.ts";
import { segmentBytesUsual } from "../adapters/segments/segment-writer.ts";
import { tidyLog } from "../adapters/segments/tidy-log.ts";
import { formatSize, instrumentKey } from "../domain/instrument.ts";
import type { FillRecord } from "../domain/ledger-record.ts";
import { formatUnixNs } from "../domain/time.ts";
import { journalKind } from "../live/journal/journal-format.ts";
import { JournalReader } from "../live/journal/journal-reader.ts";
import type { LogFields } from "../live/log.ts";
import { journalFolder } from "./live-journal.ts";
import { fillsOf, outboxLogOf, readOutbox, tidyOutbox } from "./live-outbox.ts";

/**
 * Takes away what sessions that were killed left beside their records.
 *
 * @param sessionFolders of sessions whose processes have ended. @returns how many bytes that were.
 */
export function tidySessions(sessionFolders: readonly string[]): number {
  let freedBytes = 0;
  for (const folder of sessionFolders)
    freedBytes += tidyLog(journalFolder(folder), journalKind, segmentBytesUsual) + tidyOutbox(folder);
  return freedBytes;
}

/**
 * What the last session of that mode held when it was last heard of; undefined where there was none.
 *
 * @param sessionFolders the oldest first.
 * @param orderPrefix of client order ids of real orders.
 * @throws InputError where its journal cannot be read.
 */
export function recoverLast(
  sessionFolders: readonly string[],
  mode: SessionSpec["mode"],
  orderPrefix: string,
): RecoveredSession | undefined {
  const folder = sessionFolders.findLast((each) => hasBegun(each) && specOf(each).mode === mode);
  return folder === undefined ? undefined : recoverFolder(folder, orderPrefix);
}

/** @throws InputError for a folder that is no session's, or one of another version. */
export function recoverFolder(sessionFolder: string, orderPrefix: string): RecoveredSession {
  const { mode, sessionId } = specOf(sessionFolder);
  const ids = new ClientOrderIds(orderPrefix, sessionId);
  const clientOrderId = (index: number, orderId: number) =>
    mode === "paper" ? paperOrderId(sessionId, index, orderId) : ids.make(index, orderId);
  return recoverSession(journalOf(sessionFolder), outboxLogOf(sessionFolder), clientOrderId);
}

/** On paper, what the ledger calls an order; order ids count from 1 in each session and market. */
export function paperOrderId(sessionId: string, marketIndex: number, orderId: number): string {
  return `paper-${sessionId}-${marketIndex}-${orderId}`;
}

/**
 * Real trades of the account since a session began, each once, whoever heard of them.
 *
 * @param sessionFolders the oldest first, that session's among them.
 */
export function fillsSince(sessionFolders: readonly string[], { sessionId }: SessionSpec): FillRecord[] {
  const from = sessionFolders.findIndex((folder) => basename(folder) === sessionId);
  const fills = new Map<string, FillRecord>();
  for (const [index, folder] of sessionFolders.slice(from).entries())
    for (const fill of fillsOf(readOutbox(folder))) {
      const isBefore = index === 0 && fill.cause === "past"; // Found at its start.
      if (fill.mode === "real" && !isBefore) fills.set(`${fill.symbol} ${fill.tradeId} ${fill.side}`, fill);
    }
  return [...fills.values()];
}

/** What a log says of the session that one goes on from. */
export function lastWords(last: RecoveredSession): LogFields {
  const { spec, lastNs, markets } = last;
  return {
    from: spec.sessionId,
    until: formatUnixNs(spec.epochUnixNs + BigInt(lastNs)),
    how: endingWords(last),
    positions: markets.map(positionWords).join(", "),
    ordersOpenCount: markets.reduce((sum, { openOrders }) => sum + openOrders.length, 0),
  };
}

export function positionWords({ instrument, positionLots }: RecoveredMarket): string {
  return `${instrumentKey(instrument)} ${formatSize(instrument, positionLots)}`;
}

/** In words: in order, or how not, and where a log of it is damaged: what stood behind that does not count. */
function endingWords({ runHash, journalEnd, outboxEnd }: RecoveredSession): string {
  const ending = runHash === undefined ? "did not end in order" : "ended in order";
  const tears = [journalEnd, outboxEnd].filter((end) => end?.kind === "damaged");
  return [ending, ...tears.map(({ place, problem }) => `${place}: ${problem}`)].join(": ");
}

/** One that was refused, or killed before its first record, was none. */
function hasBegun(sessionFolder: string): boolean {
  if (!existsSync(join(journalFolder(sessionFolder), segmentName(journalKind, 1)))) return false;
  const log = journalOf(sessionFolder);
  for (const _record of log.records(0, 1)) return true;
  return log.end.kind === "damaged";
}

function specOf(sessionFolder: string): SessionSpec {
  const reader = new JournalReader(journalOf(sessionFolder));
  return sessionOfHeader(reader.header, reader.place);
}

function journalOf(sessionFolder: string): SegmentReader {
  return new SegmentReader(journalFolder(sessionFolder), journalKind);
}
