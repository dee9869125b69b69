/** What a fit of agents leaves for people: the recording's figures beside those of the agents, and where all of it came from. */
import type { AgentsFile } from "../exchange/agents/agents-file.ts";
import type { MarketFigures } from "./market-statistics.ts";

export interface FitResult {
  readonly file: AgentsFile;
  /** Times of the first and last row, as people read them. */
  readonly firstTime: string;
  readonly lastTime: string;
  readonly seed: number;
  readonly recorded: MarketFigures;
  /** As long as the recording, of another seed than that of the fit. */
  readonly simulated: MarketFigures;
  /** In the simulation that they were fitted in. */
  readonly fitted: MarketFigures;
  readonly round: number;
  /** By round: mean over the fitted figures of |ln(simulated / recorded)|. */
  readonly distances: readonly number[];
}
