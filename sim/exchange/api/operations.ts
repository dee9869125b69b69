/** Every operation there is. REST gives them routes, the WebSocket API calls them by their methods. */
import * as account from "./account-operations.ts";
import * as market from "./market-operations.ts";
import type { Operation } from "./operation.ts";
import * as order from "./order-operations.ts";
import * as ticker from "./ticker-operations.ts";

export const operations = {
  ...market,
  ...ticker,
  ...order,
  ...account,
} satisfies Record<string, Operation>;
