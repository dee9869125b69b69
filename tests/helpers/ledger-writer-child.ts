/** A process that writes fills into a ledger, one batch after the other, and says how many are in: to be killed. */
import { openLedger } from "../../src/adapters/ledger/open-ledger.ts";
import { numberedFills } from "./ledger-kinds.ts";

const ledger = await openLedger(process.argv[2]!);
for (let fromCount = await ledger.deliveredCount("outbox-1"); ; fromCount += 20) {
  process.stdout.write(`${fromCount}\n`);
  await ledger.write({ outboxId: "outbox-1", fromCount, records: numberedFills(fromCount, 20) });
}
