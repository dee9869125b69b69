/** Whoever keeps a feed's messages as they came, beside what the feed makes of them. */
import type { TimeNs } from "../domain/time.ts";

export interface FrameSink {
  /**
   * Never waits; what cannot be kept is the sink's to count and to show. @param marketIndex as the feed was told.
   * @param connectionId of those that a line makes one after another, from 1; 0 for an answer to a question.
   * @param frame JSON as it was received; lent.
   */
  frame(marketIndex: number, connectionId: number, receivedNs: TimeNs, frame: Uint8Array): void;
}
