/** A comparison on a terminal: what was found, then the configurations, the best first. */
import { type ComparedContender, isBeyondChance } from "../comparison.ts";
import type { CompareResult } from "./compare-json.ts";
import { countText, estimateText, noNumber, numberText, partText, rateText } from "./format.ts";
import { TerminalPage } from "./terminal-page.ts";

/** Lines each ended by a line feed; the table's are as wide as its columns need. */
export function compareText(
  result: CompareResult,
  options: { readonly color: boolean; readonly width: number },
): string {
  const { comparison, runs, sources, sweepPaths, feeTiers } = result;
  const { contenders, runsCount, trialsCount, threshold } = comparison;
  const ranked = contenders.toSorted((a, b) => b.net.mean - a.net.mean);
  const { symbol } = contenders[0]!.runs[0]!;
  const page = new TerminalPage(Math.max(72, options.width), options.color);
  page.title(`${symbol} · ${countText(contenders.length)} configurations · ${runsText(runsCount)}`);
  page.paragraph(compareVerdict(result), BigInt(Math.sign(ranked[0]!.net.mean)));
  page.section("Comparison");
  page.fact("runs", runs.length === 1 ? sources.join(", ") : `${runs[0]} to ${runs.at(-1)}`);
  page.fact(
    "maker fee",
    [...new Set(feeTiers.map(({ name, makerRate }) => `${rateText(makerRate)} (${name})`))].join(", "),
  );
  page.fact("queue model", [...new Set(contenders.map(({ runs: [run] }) => run!.queueModel))].join(", "));
  page.fact(
    "tried before",
    sweepPaths.length === 0 ? noNumber : `${countText(trialsCount)} runs: ${sweepPaths.join(", ")}`,
  );
  page.fact("luck's Sharpe", `${numberText(threshold, 1)} a year is expected of the best of ${countText(trialsCount)}`);
  page.section("By net P&L a run");
  page.table(head(result), ranked.map(row));
  return page.text();
}

/** A sentence or two, without a line break. */
export function compareVerdict({ comparison }: CompareResult): string {
  const { contenders, runsCount } = comparison;
  const [first] = contenders;
  const best = contenders.reduce((a, b) => (b.net.mean > a.net.mean ? b : a));
  const unit = first!.runs[0]!.pnl.unit;
  const earned = `${best.name} ${best.net.mean > 0 ? "earned most" : "lost least"}: ${estimate(best.net)} ${unit} a run after fees`;
  const chance = isBeyondChance(best.net) ? "" : ", which chance alone could show";
  if (best.lead === undefined) return `${earned}${chance}. None is better than it, ${best.name} being the first.`;
  const { lead } = best;
  const beyond = isBeyondChance(lead) ? "more than chance would show" : "no more than chance could show";
  const ahead = `ahead in ${countText(lead.aheadCount)} of ${runsText(runsCount)}`;
  return `${earned}${chance}. That is ${estimate(lead)} more than ${first!.name}, ${ahead}: ${beyond}.`;
}

function head({ comparison }: CompareResult): string[] {
  const [first] = comparison.contenders;
  const { pnl } = first!.runs[0]!;
  const than = `over ${first!.name}`;
  return [
    "configuration",
    `net, ${pnl.unit}`,
    "other queue",
    than,
    "ahead",
    "fees",
    "fills/h",
    "drawdown",
    "Sharpe",
    "deflated",
  ];
}

function row(contender: ComparedContender): string[] {
  const { name, net, otherNet, feesMean, lead, fillsPerHour, drawdownMean, sharpe, deflatedSharpe, runs } = contender;
  return [
    name,
    estimate(net),
    numberText(otherNet.mean, 2),
    lead === undefined ? noNumber : estimate(lead),
    lead === undefined ? noNumber : `${lead.aheadCount}/${runs.length}`,
    numberText(feesMean, 2),
    numberText(fillsPerHour, 1),
    numberText(drawdownMean, 2),
    numberText(sharpe, 1),
    partText(deflatedSharpe),
  ];
}

function estimate({ mean, error }: ComparedContender["net"]): string {
  return estimateText(mean, error, 2);
}

function runsText(count: number): string {
  return count === 1 ? "1 run" : `${countText(count)} runs`;
}
