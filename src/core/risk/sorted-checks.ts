/** The checks that are set, by what they can do: each is told and asked only that, in the order of the table. */
import type { RunningCheck } from "./running-check.ts";

export class SortedChecks {
  readonly watching: readonly Able<"watch">[];
  readonly valued: readonly Able<"value">[];
  readonly counting: readonly Able<"sent">[];
  readonly trading: readonly Able<"traded">[];
  readonly timing: readonly Able<"answered">[];
  readonly pausing: readonly Able<"pauses">[];
  readonly stopping: readonly Able<"stop">[];
  readonly shaping: readonly Able<"shape">[];
  readonly bounds: readonly Able<"lotsMax">[];
  readonly judging: readonly Able<"quoteFault">[];
  readonly placing: readonly Able<"isFull">[];

  constructor(readonly all: readonly RunningCheck[]) {
    this.watching = able(all, "watch");
    this.valued = able(all, "value");
    this.counting = able(all, "sent");
    this.trading = able(all, "traded");
    this.timing = able(all, "answered");
    this.pausing = able(all, "pauses");
    this.stopping = able(all, "stop");
    this.shaping = able(all, "shape");
    this.bounds = able(all, "lotsMax");
    this.judging = able(all, "quoteFault");
    this.placing = able(all, "isFull");
  }
}

type Able<Ability extends keyof RunningCheck> = RunningCheck & Required<Pick<RunningCheck, Ability>>;

function able<Ability extends keyof RunningCheck>(all: readonly RunningCheck[], ability: Ability): Able<Ability>[] {
  return all.filter((check): check is Able<Ability> => check[ability] !== undefined);
}
