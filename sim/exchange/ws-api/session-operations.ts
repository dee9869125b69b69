/**
 * What a client asks of its connection: who it is, and what it wants to be told. They are operations like all others, counted and signed in
 * the same way, but there is a set of them a connection. Source: Spot API, web-socket-api.md, authentication and User Data Stream requests.
 */
import type { Caller } from "../api/api-keys.ts";
import type { Json } from "../api/json.ts";
import type { Action, Call, Operation } from "../api/operation.ts";
import type { Parameters } from "../api/parameters.ts";
import { Refusal, socketRefusals } from "../errors.ts";
import type { Account } from "../ledger.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** What they may do to the connection. */
export interface Session {
  readonly subscriptions: Subscriptions;
  /** Whose key it is; undefined without one. */
  readonly loggedOn: Caller | undefined;
  caller(apiKey: string): Caller | undefined;
  logon(nowUs: number, caller: Caller): void;
  logout(nowUs: number): void;
  /** As the session's methods answer. */
  describe(call: Call): Json;
}

/** These are signed even where a session has logged on: they say who is meant. */
export const signedAnew: ReadonlySet<string> = new Set(["session.logon", "userDataStream.subscribe.signature"]);

const weight = 2;
const keyKindNames = { HMAC: "HMAC_SHA256", RSA: "RSA", ED25519: "Ed25519" } as const;

/** Parameters that any signed request may have, besides the operation's own. */
export const credentialNames = ["apiKey", "recvWindow", "signature", "timestamp"];

/** By method. */
export function sessionOperations(session: Session): ReadonlyMap<string, Operation> {
  const { subscriptions } = session;
  const operations: readonly Operation[] = [
    signed("session.logon", (parameters) => (call) => logon(session, parameters.required("apiKey"), call)),
    open("session.status", () => (call) => session.describe(call)),
    open("session.logout", () => (call) => {
      session.logout(call.nowUs);
      return session.describe(call);
    }),
    open("session.subscriptions", () => () => subscriptions.ids.map((subscriptionId) => ({ subscriptionId }))),
    open("userDataStream.subscribe", () => () => {
      const { loggedOn } = session;
      return loggedOn === undefined ? socketRefusals.notLoggedOn : subscribe(session, loggedOn.account, true);
    }),
    signed(
      "userDataStream.subscribe.signature",
      () =>
        ({ account }) =>
          subscribe(session, account, false),
    ),
    open("userDataStream.unsubscribe", unsubscribe(session), ["subscriptionId"]),
  ];
  return new Map(operations.map((operation) => [operation.method, operation]));
}

type Read = (parameters: Parameters) => Action;

/** Clients that sign whatever they send are not refused for it. */
function open(method: string, read: Read, parameters: readonly string[] = []): Operation {
  return { method, security: "NONE", parameters: [...parameters, ...credentialNames], weight, read };
}

function signed(method: string, read: Read): Operation {
  return { method, security: "USER_STREAM", parameters: [], weight, read };
}

function logon(session: Session, apiKey: string, call: Call): Json | Refusal {
  const caller = session.caller(apiKey);
  if (caller === undefined) return socketRefusals.notLoggedOn;
  if (caller.kind !== "ED25519") return socketRefusals.badKeyKind(keyKindNames[caller.kind]);
  session.logon(call.nowUs, caller);
  return session.describe(call);
}

function subscribe({ subscriptions }: Session, account: Account, isOfLogon: boolean): Json | Refusal {
  const subscriptionId = subscriptions.start(account, isOfLogon);
  return subscriptionId instanceof Refusal ? subscriptionId : { subscriptionId };
}

function unsubscribe({ subscriptions }: Session): Read {
  return (parameters) => {
    const id = parameters.int("subscriptionId");
    return ({ nowUs }) => subscriptions.stop(nowUs, id) ?? {};
  };
}
