/** A life told again out of its journal, however it ended: its commands have to come out as they were. */
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalReader } from "../../src/live/journal/journal-reader.ts";
import { type ReplayOutcome, replaySession } from "../../src/live/journal/replay-session.ts";
import type { RecordedLog } from "../../src/ports/byte-log.ts";
import type { QueriedVenue } from "../../src/ports/venue.ts";
import { openSession } from "../session.ts";
import { sessionOfHeader } from "../session-header.ts";

/** What the venue answered stands in the journal. */
const silentVenue: QueriedVenue = { place() {}, amend() {}, cancel() {}, cancelAll() {}, query() {} };

export function replayLife(log: RecordedLog): ReplayOutcome {
  using resources = new DisposableStack();
  const reader = new JournalReader(log);
  const spec = sessionOfHeader(reader.header, reader.place);
  const venues = spec.markets.map(() => silentVenue);
  return replaySession(reader, (journal) => resources.use(openSession(spec, { journal, openEngine, venues })));
}
