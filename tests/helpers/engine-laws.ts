/**
 * The laws of the replay venue, each checked naively over a whole history. A broken law throws with its name; none of
 * them runs a line of an engine.
 */
import type { History } from "./engine-history.ts";
import * as commands from "./engine-laws-commands.ts";
import * as fills from "./engine-laws-fills.ts";
import * as queue from "./engine-laws-queue.ts";
import * as seen from "./engine-laws-seen.ts";

export type Law = (history: History) => void;

/** Each with the name of its test. */
export const namedLaws: readonly (readonly [name: string, law: Law])[] = [
  [
    "a print with own orders in its way: own fills never exceed it, nor what they show",
    fills.printsGiveOnlyWhatTheyHave,
  ],
  ["a print beyond own prices: it fills them as far as it goes", fills.printsBeyondFillAsFarAsTheyGo],
  ["several own orders: best price first, then arrival", fills.bestPriceFirstThenArrival],
  ["the book moving through quotes: they are filled as far as it shows", fills.quotesAreFilledThroughAsFarAsShown],
  ["takers and quotes filled through: a level gives each shown lot once", fills.levelsGiveEachLotOnce],
  ["a message made before an order arrived: it does not fill it", fills.noFillByWhatWasMadeBeforeArrival],
  ["after a gap: nothing fills until the snapshot", fills.nothingFillsWithoutAValidBook],
  ["a snapshot: what it crosses is closed as unknown, and nothing else", fills.whatASnapshotCrossesIsUnknown],
  ["post-only: it never takes, and is refused exactly when it crosses", commands.postOnlyNeverTakesOrCrosses],
  ["a taker: it has what book and ticker show, and never meets own orders", commands.takersHaveWhatIsWithinReach],
  ["a taker's rest: it expires if it may not rest", commands.whatMayNotRestExpires],
  ["own orders at rest: they never cross each other", commands.ownOrdersNeverMeet],
  ["an amend: it does what it says, or nothing", commands.amendsDoWhatTheySay],
  ["a cancel: it closes what rests, and nothing else", commands.cancelsCloseWhatRests],
  ["a command: it is answered", seen.everyCommandIsAnswered],
  ["an own event: nothing precedes its cause", seen.nothingPrecedesItsCause],
  [
    "an order: its answer comes first, its fills fit its size, nothing follows its end",
    seen.anOrdersStoryHoldsTogether,
  ],
  ["an own event: it is seen as soon as it can be, after those of its order before it", seen.everythingIsSeenInTime],
  ["a stop: it shows the market as received by then, whatever its neighbours do", seen.stopsShowTheMarketAsReceived],
  ["a stop for what is own: there are own events, or it was told", seen.ownStopsHaveACause],
  ["a decision: it is on the grid, or called for", seen.decisionsAreOnTheGridOrCalled],
  ["an own event: it tells the touch known at its venue time", seen.eventsTellTheTouchOfTheirTime],
  ["a print at an own price: lots ahead are served first", queue.whoStandsAheadIsServedFirst],
  ["own orders at one price: nobody has more ahead than who stands behind", queue.ownAheadsNeverOvertake],
  ["queue-ahead: it stays within the level", queue.queueAheadIsWithinTheLevel],
  ["queue-ahead: it starts at the level less what is known to be gone", queue.queueAheadStartsAtTheLevel],
  ["the conservative queue: it moves by prints alone", queue.conservativeQueueMovesByPrintsAlone],
  ["exact queues: first in, first out", queue.exactQueuesAreFirstInFirstOut],
];
