/** Opens a session again from its journal, and tells it what the journal says it was told. */
import { openEngine } from "../src/engine/open-engine.ts";
import { JournalReader } from "../src/live/journal/journal-reader.ts";
import { type ReplayOutcome, replaySession } from "../src/live/journal/replay-session.ts";
import type { SessionMarket } from "../src/live/session.ts";
import { type SessionSnapshot, snapshotOf } from "../src/live/session-snapshot.ts";
import type { RecordedLog } from "../src/ports/byte-log.ts";
import type { QueriedVenue } from "../src/ports/venue.ts";
import { openSession } from "./session.ts";
import { sessionOfHeader } from "./session-header.ts";
import type { SessionSpec } from "./session-spec.ts";

export interface ReplayedJournal {
  /** What the session started from. */
  readonly spec: SessionSpec;
  readonly outcome: ReplayOutcome;
  /** At the end of the journal. */
  readonly held: SessionSnapshot;
}

/** @throws InputError for a log that is no journal of this version. */
export function replayJournal(log: RecordedLog): ReplayedJournal {
  using resources = new DisposableStack();
  const reader = new JournalReader(log);
  const spec = sessionOfHeader(reader.header, reader.place);
  const venues = spec.markets.map(() => silentVenue);
  let markets: readonly SessionMarket[] = [];
  const outcome = replaySession(reader, (journal) => {
    const opened = resources.use(openSession(spec, { journal, openEngine, venues }));
    markets = opened.session.markets;
    return opened;
  });
  return { spec, outcome, held: snapshotOf(markets) };
}

/** Hears of nothing: what a real venue answered stands in the journal. */
const silentVenue: QueriedVenue = { place() {}, amend() {}, cancel() {}, cancelAll() {}, query() {} };
