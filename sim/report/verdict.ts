/**
 * One sentence on why a run made or lost money, and how far to believe it.
 *
 * It names the largest cause that the numbers show, then what speaks against reading more into them: a stop by risk, few
 * fills, a Sharpe ratio within two standard errors of 0, or ends of the bracket that disagree on the sign. It never says
 * "significant".
 */
import { riskStops } from "../../src/core/risk/holds.ts";
import type { BacktestResult, BracketEnd } from "../result.ts";
import { breakEvenText, countText, moneyText, numberText, rateText, sentencePlaces } from "./format.ts";

/** Fewer fills than this say little: the error of a mean over them is a fifth of their spread or more. */
const fillsCountMin = 25;

/** One sentence, ended by a full stop, without a line break. */
export function verdict(result: BacktestResult): string {
  if (result.fillsCount === 0) return `${withoutFills(result)}.`;
  const doubts = [riskStop(result), fewFills(result), bracketDoubt(result), sharpeDoubt(result)].filter(
    (doubt) => doubt !== undefined,
  );
  return `${cause(result)}${doubts.length > 0 ? `; but ${joined(doubts)}` : ""}.`;
}

function cause(result: BacktestResult): string {
  const { net, gross } = result.pnl;
  if (net === 0n) return `It neither made nor lost money: ${money(result, gross)} before fees, ${feesPhrase(result)}`;
  if (net > 0n) return `It made ${amount(result, net)}: ${gain(result)}`;
  return `It lost ${amount(result, -net)}: ${loss(result)}`;
}

function loss(result: BacktestResult): string {
  const { gross, fees, spreadCapture } = result.pnl;
  const breakEven = result.breakEvenFee === undefined ? "" : `; break-even is ${breakEvenText(result.breakEvenFee)}`;
  const earner = spreadCapture > 0n ? "quotes" : "price moves, not the spread,";
  if (gross > 0n)
    return `${earner} earned ${money(result, gross)} before fees, but ${feesPhrase(result)} outweigh them${breakEven}`;
  if (fees > -gross) return `${feesPhrase(result)} are most of it, and before them ${grossLoss(result)}`;
  return `${grossLoss(result)}${feesTail(result, fees)}`;
}

function grossLoss(result: BacktestResult): string {
  const { spreadCapture } = result.pnl;
  if (spreadCapture <= 0n) return `fills captured no spread (${money(result, spreadCapture)})${movesTail(result)}`;
  return `${moves(result)} by more than the spread captured (${money(result, spreadCapture)})`;
}

/** Blames the second after the fill only where that second alone explains it. */
function moves(result: BacktestResult): string {
  const { spreadCapture, inventory, adverseSelection } = result.pnl;
  if (-adverseSelection >= spreadCapture)
    return `prices moved against the position right after fills (adverse selection ${money(result, adverseSelection)} within 1 s)`;
  return (
    `prices moved against the position held (inventory ${money(result, inventory)}, ` +
    `of it ${money(result, adverseSelection)} within 1 s of fills)`
  );
}

function gain(result: BacktestResult): string {
  const { gross, fees, spreadCapture, inventory } = result.pnl;
  if (gross <= 0n) return `rebates of ${money(result, -fees)} paid for a loss of ${money(result, -gross)} before them`;
  const less = feesOf(result);
  if (spreadCapture <= 0n)
    return (
      `the position gained ${money(result, inventory)} from price moves, while quotes captured no spread ` +
      `(${money(result, spreadCapture)}); ${less} ${fees === 0n ? "was charged" : fees > 0n ? "are taken off" : "are added"}`
    );
  if (inventory < 0n)
    return (
      `the spread captured (${money(result, spreadCapture)}) is more than prices moving against the position cost ` +
      `(${money(result, -inventory)}), with ${less}`
    );
  const larger = inventory > spreadCapture ? ", so most of it comes from price moves" : "";
  return `${money(result, spreadCapture)} of spread captured and ${money(result, inventory)} from the position held, with ${less}${larger}`;
}

/** A gain without fees is one that few venues grant, so it is said. */
function feesOf(result: BacktestResult): string {
  const { fees } = result.pnl;
  if (fees === 0n) return "no fee";
  return fees > 0n ? `fees of ${money(result, fees)}` : `rebates of ${money(result, -fees)}`;
}

function withoutFills(result: BacktestResult): string {
  const start = "It neither made nor lost money";
  const { counts, ordersCount, rejectsCount } = result;
  if (counts.eventsCount === 0 && ordersCount === 0) return `${start}: the data holds no events`;
  if (counts.decisionsCount === 0) return `${start}: no decision ever came due in these data`;
  if (ordersCount === 0)
    return `${start}: no order was placed${mostly(result.vetoesByReason, "risk refused or trimmed")}`;
  if (rejectsCount >= ordersCount)
    return `${start}: the venue rejected all ${countText(ordersCount)} orders${mostly(result.rejectsByReason, "reason")}`;
  return `${start}: none of ${countText(ordersCount)} orders was filled ${noFillsTail(result)}`;
}

function noFillsTail(result: BacktestResult): string {
  const { conservative, probable } = result.bracket;
  if (result.counts.tradesCount === 0) return "(the data holds no trades)";
  if (result.kind === "real") return onPaper(result);
  const queue = `with the ${result.queueModel} queue model`;
  const other = result.queueModel === "conservative" ? probable : conservative;
  if (other.fillsCount === 0) return `with either queue model: no trade or quote reached them`;
  return `${queue}, ${countText(other.fillsCount)} with the ${other.queueModel} one, so waiting in the queue decided it`;
}

/** What the replay venue makes of the same market; the session itself had no queue model. */
function onPaper({ bracket: { conservative, probable } }: BacktestResult): string {
  const fills = ({ fillsCount, queueModel }: BracketEnd) =>
    `${countText(fillsCount)} with the ${queueModel} queue model`;
  return `(fills on paper in the same market: ${fills(conservative)}, ${fills(probable)})`;
}

/** The commonest of some reasons, in brackets; nothing where there is none. */
function mostly(countsByReason: Readonly<Record<string, number>>, label: string): string {
  const [first] = Object.entries(countsByReason).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first === undefined ? "" : ` (${label}: ${first[0]}, ${countText(first[1])} times)`;
}

/** After that it is no record of the strategy. */
function riskStop({ vetoesByReason }: BacktestResult): string | undefined {
  const stops = riskStops.filter((reason) => vetoesByReason[reason] !== undefined);
  return stops.length === 0 ? undefined : `risk stopped quoting on the way (${stops.join(", ")})`;
}

function fewFills(result: BacktestResult): string | undefined {
  if (result.fillsCount >= fillsCountMin) return undefined;
  return result.fillsCount === 1
    ? "a single fill says next to nothing"
    : `${result.fillsCount} fills are too few to say much`;
}

function bracketDoubt(result: BacktestResult): string | undefined {
  const { conservative, probable } = result.bracket;
  // Real fills depend on no queue model.
  if (result.kind === "real") return undefined;
  if (signOf(conservative.net) === signOf(probable.net)) return undefined;
  const shown = (net: bigint) => money(result, net);
  return (
    `the queue models disagree on the sign (conservative ${shown(conservative.net)}, probable ${shown(probable.net)}), ` +
    "so the result is open"
  );
}

function sharpeDoubt(result: BacktestResult): string | undefined {
  const { sharpe, sharpeError } = result;
  if (sharpe === undefined || sharpeError === undefined) return "the run is too short for a Sharpe ratio";
  if (Math.abs(sharpe) > 2 * sharpeError) return undefined;
  return `its Sharpe ratio (${numberText(sharpe, 1)} ± ${numberText(sharpeError, 1)}) cannot be told from 0`;
}

function feesPhrase(result: BacktestResult): string {
  const { fees } = result.pnl;
  const { name, makerRate, takerRate } = result.feeTier;
  const rate = result.makerFillsCount === 0 ? `taker ${rateText(takerRate)}` : `maker ${rateText(makerRate)}`;
  return `${fees < 0n ? "rebates" : "fees"} of ${money(result, fees < 0n ? -fees : fees)} at ${name} (${rate})`;
}

function feesTail(result: BacktestResult, fees: bigint): string {
  if (fees === 0n) return "";
  return fees > 0n
    ? `, and fees took ${money(result, fees)} more`
    : `, and rebates of ${money(result, -fees)} did not make up for it`;
}

function movesTail(result: BacktestResult): string {
  const { inventory, adverseSelection } = result.pnl;
  if (inventory > 0n) return `, more than the ${money(result, inventory)} that the position gained`;
  if (inventory === 0n) return "";
  const early = -2n * adverseSelection >= -inventory;
  if (!early) return ` and the position lost ${money(result, -inventory)}`;
  return (
    ` and prices moved against the position right after fills (inventory ${money(result, inventory)}, ` +
    `adverse selection ${money(result, adverseSelection)} within 1 s)`
  );
}

function amount(result: BacktestResult, units: bigint): string {
  return `${money(result, units)} ${result.pnl.unit}`;
}

function money(result: BacktestResult, units: bigint): string {
  return moneyText(units, result.pnl.places, sentencePlaces(result.pnl));
}

function joined(clauses: readonly string[]): string {
  return clauses.length < 2 ? clauses.join("") : `${clauses.slice(0, -1).join(", ")} and ${clauses.at(-1)}`;
}

function signOf(units: bigint): number {
  return units > 0n ? 1 : units < 0n ? -1 : 0;
}
