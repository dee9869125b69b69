/** Goal: one ledger, wherever it is kept. Method: each way to keep one passes the whole suite, against a model of maps. */
import { ledgerKinds } from "../helpers/ledger-kinds.ts";
import { ledgerContract } from "./ledger.ts";

for (const kind of ledgerKinds) ledgerContract(kind);
