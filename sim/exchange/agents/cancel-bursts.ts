/** Now and then several makers take fright at once, and the innermost quotes of one side go. */
import type { Random } from "../../../src/base/random.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import type { TimeNs } from "../../../src/domain/time.ts";
import { drawGapNs } from "../../synthetic-draws.ts";
import type { SyntheticMaker } from "../../synthetic-maker.ts";
import type { BurstParameters } from "./agent-parameters.ts";

export class CancelBursts {
  constructor(
    readonly parameters: BurstParameters,
    readonly makers: readonly SyntheticMaker[],
    readonly random: Random,
  ) {}

  /** The first burst comes after a gap like any other. */
  firstNs(startNs: TimeNs): TimeNs {
    return startNs + drawGapNs(this.random, this.parameters.meanGapNs);
  }

  /** @returns when the next burst comes. */
  burst(nowNs: TimeNs): TimeNs {
    const { meanGapNs, joinsPercent, levelsCount } = this.parameters;
    const side = this.random.chance(1, 2) ? bid : ask;
    for (const maker of this.makers) if (this.random.chance(joinsPercent, 100)) maker.withdraw(side, levelsCount);
    return nowNs + drawGapNs(this.random, meanGapNs);
  }
}
