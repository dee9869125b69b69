/**
 * The way of every request, whatever the transport: counted, its parameters read, its sender known, then done. What a transport adds
 * is where parameters come from, what was signed, and how an answer is wrapped.
 */
import { assert } from "../../../src/base/assert.ts";
import { DetailedRefusal, LimitRefusal, Refusal, requestRefusals } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { Account } from "../ledger.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { type TimeUnit, timeIn } from "../time-unit.ts";
import { type ApiKeys, type Caller, isKeyFormat } from "./api-keys.ts";
import type { Json } from "./json.ts";
import type { Call, Operation } from "./operation.ts";
import type { Parameters } from "./parameters.ts";
import type { LimitCount, RateLimits } from "./rate-limits.ts";
import { checkTiming, readTiming, type Timing } from "./timing.ts";

/** How the sender shows who he is: a session that has logged on, or a key and a signature of `payload`. */
export interface Credentials {
  readonly session?: Caller | undefined;
  readonly apiKey?: string | undefined;
  /** What was signed; asked for only when there is something to verify. */
  readonly payload: () => string;
  /** Parameters that a signed request of this transport may have besides the operation's own. */
  readonly names: readonly string[];
}

export interface ApiRequest {
  readonly nowUs: number;
  /** Limits of weight count by it. */
  readonly address: string;
  readonly operation: Operation;
  readonly parameters: Parameters;
  readonly credentials: Credentials;
  readonly timeUnit: TimeUnit;
}

export interface ApiAnswer {
  /** Of HTTP, and of the WebSocket API. */
  readonly status: number;
  /** What was asked for; or `code`, `msg` and perhaps `data`. */
  readonly body: Json;
  readonly refusal: Refusal | undefined;
  /** Of 429 and 418: when it is safe to try again. */
  readonly retryAtUs: number | undefined;
  /** Of the account, where orders were placed. */
  readonly orderCounts: readonly LimitCount[] | undefined;
}

export interface ApiParts {
  readonly exchange: Exchange;
  readonly marketData: MarketData;
  readonly keys: ApiKeys;
  readonly limits: RateLimits;
}

/** Of what cannot be put to an operation: that of the cheapest. */
export const unknownWeight = 1;

export class Api {
  readonly exchange: Exchange;
  readonly marketData: MarketData;
  readonly keys: ApiKeys;
  readonly limits: RateLimits;

  constructor({ exchange, marketData, keys, limits }: ApiParts) {
    this.exchange = exchange;
    this.marketData = marketData;
    this.keys = keys;
    this.limits = limits;
    exchange.listen(limits);
  }

  /** Does what is asked for, or says why not. */
  perform(request: ApiRequest): ApiAnswer {
    const { nowUs, address, operation, parameters } = request;
    const weight = typeof operation.weight === "number" ? operation.weight : operation.weight(parameters);
    const over = this.limits.admit(nowUs, address, weight);
    if (over !== undefined) return answerOf(over);
    const answer = this.#perform(request);
    const isFree = answer.refusal === undefined && operation.isFree?.(answer.body) === true;
    if (isFree) this.limits.giveBack(nowUs, address, weight);
    return answer;
  }

  /** Counts a request that cannot be put to any operation, and refuses it. */
  refuse(nowUs: number, address: string, refusal: Refusal): ApiAnswer {
    return answerOf(this.limits.admit(nowUs, address, unknownWeight) ?? refusal);
  }

  #perform(request: ApiRequest): ApiAnswer {
    const { nowUs, operation, parameters, credentials, timeUnit } = request;
    const isSigned = operation.security !== "NONE";
    if (isSigned && credentials.session === undefined && !isKeyFormat(credentials.apiKey ?? ""))
      return answerOf(requestRefusals.keyFormat);
    const names = isSigned ? [...operation.parameters, ...credentials.names] : operation.parameters;
    const tooMany = checkCount(parameters, names.length);
    if (tooMany !== undefined) return answerOf(tooMany);
    const action = operation.read(parameters);
    const proof = isSigned ? readProof(parameters, credentials) : undefined;
    const malformed = parameters.refusal ?? checkNames(parameters, names) ?? parameters.checkCombination();
    if (malformed !== undefined) return answerOf(malformed);
    const caller = proof === undefined ? undefined : this.#identify(request, proof);
    if (caller instanceof Refusal) return answerOf(caller);
    const result = action(new OperationCall(this, nowUs, timeUnit, caller?.account));
    this.exchange.settle();
    const orderCounts =
      operation.tellsOrderCounts === true && caller !== undefined
        ? this.limits.orderCounts(nowUs, caller.account)
        : undefined;
    if (result instanceof Refusal) return { ...answerOf(result), orderCounts };
    return { status: 200, body: result, refusal: undefined, retryAtUs: undefined, orderCounts };
  }

  /** Who signed it, in time; or why that is not to be believed. */
  #identify({ nowUs, operation, credentials }: ApiRequest, { timing, signature }: Proof): Caller | Refusal {
    const { session, apiKey = "", payload } = credentials;
    const caller = session ?? this.keys.find(apiKey);
    if (caller === undefined || caller.isRevoked) return requestRefusals.keyRejected;
    if (operation.security === "TRADE" && !caller.canTrade) return requestRefusals.keyRejected;
    const refusal = checkTiming(timing, nowUs);
    if (refusal !== undefined) return refusal;
    if (session === undefined && !caller.hasSigned(payload(), signature)) return requestRefusals.badSignature;
    return caller;
  }
}

class OperationCall implements Call {
  readonly exchange: Exchange;
  readonly marketData: MarketData;
  readonly limits: RateLimits;
  readonly #account: Account | undefined;

  constructor(
    { exchange, marketData, limits }: ApiParts,
    readonly nowUs: number,
    readonly timeUnit: TimeUnit,
    account: Account | undefined,
  ) {
    this.exchange = exchange;
    this.marketData = marketData;
    this.limits = limits;
    this.#account = account;
  }

  get account(): Account {
    assert(this.#account !== undefined, "only signed operations have an account");
    return this.#account;
  }

  time(timeUs: number): number {
    return timeIn(this.timeUnit, timeUs);
  }
}

/** What a signed request says of itself. The signature is empty in a session that has logged on. */
interface Proof {
  readonly timing: Timing;
  readonly signature: string;
}

function readProof(parameters: Parameters, { session }: Credentials): Proof {
  const timing = readTiming(parameters);
  return { timing, signature: session === undefined ? parameters.required("signature") : "" };
}

/** More parameters than there could be. */
function checkCount({ sent }: Parameters, expected: number): Refusal | undefined {
  return sent.size > expected ? requestRefusals.tooMany(expected, sent.size) : undefined;
}

/** Parameters that nobody reads. */
function checkNames({ sent }: Parameters, names: readonly string[]): Refusal | undefined {
  let read = 0;
  for (const name of sent.keys()) if (names.includes(name)) read++;
  return read < sent.size ? requestRefusals.unread(read, sent.size) : undefined;
}

/** How a refusal is answered. */
export function answerOf(refusal: Refusal): ApiAnswer {
  const { code, message, status } = refusal;
  const data = refusal instanceof DetailedRefusal ? refusal.data : undefined;
  const isDetailed = refusal instanceof DetailedRefusal || refusal instanceof LimitRefusal;
  const retryAtUs = isDetailed ? refusal.retryAtUs : undefined;
  return { status, body: { code, msg: message, data }, refusal, retryAtUs, orderCounts: undefined };
}
