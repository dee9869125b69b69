/** Hands rows on to several sinks, in the order given. */
import type { RowSink } from "../domain/market-rows.ts";

export function fanOut(...sinks: readonly RowSink[]): RowSink {
  return {
    rows: (batch) => {
      for (const sink of sinks) sink.rows(batch);
    },
    end: () => {
      for (const sink of sinks) sink.end();
    },
  };
}
