/** The ledger of live sessions and the outbox that leads to it: opened before a session, closed after it. */
import { createHash } from "node:crypto";
import { userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { documentsIn } from "../../sim/models-config.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { openLedger } from "../adapters/ledger/open-ledger.ts";
import type { LedgerRecord } from "../domain/ledger-record.ts";
import { type DurationNs, nsPerMs, nsPerSecond } from "../domain/time.ts";
import { LedgerKeeper } from "../live/ledger-keeper.ts";
import { type StoresConfig, storesSchema } from "../live/live-config.ts";
import { Outbox } from "../live/outbox.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { configChanges, lastConfig } from "./config-drift.ts";
import { postgresAddress } from "./ledger-option.ts";
import type { LiveStart } from "./live-open.ts";
import { deliverEarlier, newOutboxLog, noteDelivered, outboxIdOf } from "./live-outbox.ts";

/** How long the end of a session waits for a ledger. */
const closeWithinNs: DurationNs = 5 * nsPerSecond;

export class LiveLedger implements AsyncDisposable {
  readonly outbox: Outbox;
  readonly keeper: LedgerKeeper;
  /** Told when more waits for the ledger than is allowed, and when no more. */
  onBehind: (isBehind: boolean) => void = () => {};

  /** @param clientOrderId of this session's orders. @param told every record, once it is in the outbox. */
  constructor(
    private readonly ledger: Ledger,
    private readonly start: LiveStart,
    spec: SessionSpec,
    clientOrderId: (marketIndex: number, orderId: number) => string,
    told: (record: LedgerRecord) => void,
  ) {
    const { live, sessionId, sessionFolder, world, logging } = start;
    this.outbox = new Outbox({
      ...{ clock: world.clock, log: newOutboxLog(sessionFolder), ledger },
      outboxId: outboxIdOf(live.name, sessionId),
      behindMaxNs: storesOf(start.setup.config).ledgerBehindMaxMs * nsPerMs,
      behind: (isBehind, why) => {
        logging.log[isBehind ? "error" : "info"](isBehind ? "ledger_behind" : "ledger_caught_up", { why });
        this.onBehind(isBehind);
      },
    });
    const instruments = spec.markets.map(({ instrument }) => instrument);
    // Every entry counts here, also those that decide nothing in a backtest: each version is kept under its own hash.
    const configHash = createHash("sha256").update(spec.configText).digest("hex");
    const kept = { ...spec, configHash, account: live.account, instruments, clientOrderId };
    this.keeper = new LedgerKeeper(kept, (record) => {
      this.outbox.add(record);
      told(record);
    });
    const models = spec.markets.flatMap(({ config }) => documentsIn(config.models));
    this.keeper.started(userInfo().username, models);
  }

  /** Delivers what it can; the rest is for the next session. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { sessionFolder, logging } = this.start;
    const left = await this.outbox.close(closeWithinNs);
    if (left === 0) noteDelivered(sessionFolder);
    else logging.log.warn("ledger_left_behind", { recordsCount: left });
    await this.ledger.close();
  }
}

/** Opens the ledger, and gives it what earlier sessions could not. @throws InputError when it cannot be opened. */
export async function openLiveLedger(start: LiveStart): Promise<Ledger> {
  const ledger = await openLedger(liveLedgerAddress(start.setup.config, dirname(start.folder.path)));
  const { folder, live, logging } = start;
  const earlier = folder.sessionIds().map((sessionId) => ({ sessionId, folder: join(folder.path, sessionId) }));
  try {
    const others = earlier.filter(({ sessionId }) => sessionId !== start.sessionId);
    const told = (problem: string) => logging.log.error("outbox_problem", { problem });
    const count = await deliverEarlier(ledger, live.name, others, told);
    if (count > 0) logging.log.info("outbox_delivered", { recordsCount: count });
    await reportDrift(ledger, start);
  } catch (error) {
    logging.log.warn("outbox_not_delivered", { why: (error as Error).message });
  }
  return ledger;
}

/** One file for all live sessions of a folder, whatever their names. @param root where they are. @throws InputError */
export function liveLedgerAddress(config: BacktestSetup["config"], root: string): string {
  return storesOf(config).ledger === "sqlite" ? `sqlite:${join(root, "ledger.sqlite")}` : postgresAddress();
}

/** Told, and no more: whoever starts it has meant it. */
async function reportDrift(ledger: Ledger, { setup, earlier, logging }: LiveStart): Promise<void> {
  const last = await lastConfig(
    ledger,
    earlier.map((folder) => basename(folder)),
  );
  if (last === undefined) return;
  for (const { path, before, now } of configChanges(last.config.text, setup.configText))
    logging.log.info("config_changed", { since: last.sessionId, path, before: before ?? "none", now: now ?? "none" });
}

export function storesOf({ stores }: BacktestSetup["config"]): StoresConfig {
  return stores ?? storesSchema.parse({});
}
