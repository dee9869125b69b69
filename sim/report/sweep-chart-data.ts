/**
 * What a sweep's charts draw: net P&L and Sharpe ratio along one swept entry, a line for each queue model, or, with a
 * second entry, a line for each of its values. More entries than two have no such picture.
 */
import type { SweepEntry, SweepValue } from "../sweep-config.ts";
import type { RankedRun } from "../sweep-ranking.ts";
import { entryNames, type SweepResult } from "../sweep-result.ts";

type Column = readonly (number | null)[];

export interface SweepLine {
  readonly name: string;
  readonly values: Column;
}

export interface SweepChartData {
  readonly xName: string;
  /** Numbers of the entry, or places in `xLabels`. */
  readonly x: readonly number[];
  /** Texts of an entry that is not numeric. */
  readonly xLabels: readonly string[] | null;
  readonly unit: string;
  readonly net: readonly SweepLine[];
  readonly sharpe: readonly SweepLine[];
}

/** Lines that colour and dash still tell apart. */
export const linesMax = 8;

/** Undefined where there is nothing to draw: more than two entries, a single value, or too many lines to tell apart. */
export function sweepChartData(result: SweepResult): SweepChartData | undefined {
  const { entries, ranking } = result;
  if (entries.length > 2) return undefined;
  const along = axisOf(entries);
  const across = entries.length === 2 ? 1 - along : undefined;
  const { values } = entries[along]!;
  const lineValues = across === undefined ? [] : entries[across]!.values;
  if (values.length < 2 || lineValues.length > linesMax) return undefined;
  const sorted = isNumeric(values) ? values.toSorted((a, b) => a - b) : values;
  const names = entryNames(entries);
  const column = (of: (run: RankedRun) => number | null, line?: SweepValue): Column =>
    sorted.map((value) => {
      const run = ranking.runs.find(
        ({ point }) => point[along] === value && (across === undefined || point[across] === line),
      );
      return run === undefined ? null : of(run);
    });
  const lines = (of: (run: RankedRun) => number | null): SweepLine[] =>
    lineValues.map((line) => ({ name: `${names[across!]} ${line}`, values: column(of, line) }));
  return {
    xName: names[along]!,
    x: isNumeric(sorted) ? sorted : sorted.map((_, at) => at),
    xLabels: isNumeric(sorted) ? null : sorted.map(String),
    unit: ranking.runs[0]!.figures.pnl.unit,
    net:
      across === undefined
        ? [
            { name: "conservative", values: column(({ figures }) => Number(figures.bracket.conservative.net)) },
            { name: "probable", values: column(({ figures }) => Number(figures.bracket.probable.net)) },
          ]
        : lines(({ figures }) => Number(figures.pnl.net)),
    sharpe:
      across === undefined
        ? [{ name: "Sharpe ratio", values: column(({ figures }) => figures.sharpe) }]
        : lines(({ figures }) => figures.sharpe),
  };
}

/** The numeric entry with the most values; without a numeric one the one with the most. */
function axisOf(entries: readonly SweepEntry[]): 0 | 1 {
  const [first, second] = entries;
  if (second === undefined) return 0;
  const weight = ({ values }: SweepEntry) => values.length + (isNumeric(values) ? 1e6 : 0);
  return weight(second) > weight(first!) ? 1 : 0;
}

function isNumeric(values: readonly SweepValue[]): values is readonly number[] {
  return values.every((value) => typeof value === "number");
}
