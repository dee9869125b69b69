/**
 * The files of fills of a run: the one that was asked for, or one for each instrument with its name before the ending.
 */
import { epochOf } from "../../sim/tape-feed.ts";
import type { Fill } from "../domain/fill.ts";
import { instrumentKey } from "../domain/instrument.ts";
import type { Tape } from "../ports/tape.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { FillsFile, fillsFileKind } from "./fills-file.ts";

export class FillsFiles {
  readonly #files: FillsFile[] = [];

  constructor(path: string, { markets }: BacktestSetup, tapes: readonly (readonly Tape[])[]) {
    const kind = fillsFileKind(path);
    const epochUnixNs = epochOf(tapes.flat());
    try {
      for (const { instrument } of markets) {
        const own =
          markets.length === 1 ? path : `${path.slice(0, -kind.length - 1)}-${instrumentKey(instrument)}.${kind}`;
        this.#files.push(new FillsFile(own, kind, instrument, epochUnixNs));
      }
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  add(fill: Fill, marketIndex: number): void {
    this.#files[marketIndex]!.add(fill);
  }

  end(): void {
    for (const file of this.#files) file.end();
  }

  discard(): void {
    for (const file of this.#files) file.discard();
  }
}
