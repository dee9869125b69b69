/**
 * One connection to the WebSocket API: who has logged on, what is subscribed to, and the way of each frame to its answer. Nothing a peer sends
 * is an error of ours: it is answered, or the connection is closed.
 */
import { type Api, type ApiAnswer, answerOf } from "../api/api.ts";
import type { Caller } from "../api/api-keys.ts";
import type { Json } from "../api/json.ts";
import type { Call, Operation } from "../api/operation.ts";
import { operations } from "../api/operations.ts";
import { Parameters } from "../api/parameters.ts";
import { type Refusal, requestRefusals, socketRefusals } from "../errors.ts";
import type { Heart } from "../heartbeats.ts";
import { serverShutdown } from "../shutdown-event.ts";
import type { TimeUnit } from "../time-unit.ts";
import { closeCode, frameLengthMax, type PeerSocket, type SocketSession } from "../transport.ts";
import type { UserData } from "../user-data/user-data.ts";
import { BadRequest, readRequest, type SocketRequest } from "./request.ts";
import { responseText } from "./response.ts";
import { credentialNames, type Session, sessionOperations, signedAnew } from "./session-operations.ts";
import { Subscriptions } from "./subscriptions.ts";

export interface SessionOptions {
  readonly unit: TimeUnit;
  readonly returnRateLimits: boolean;
}

/** What REST has, too; sessions add their own. */
const operationsByMethod: ReadonlyMap<string, Operation> = new Map(
  Object.values(operations).map((operation) => [operation.method, operation]),
);

export class ApiSession implements SocketSession, Session {
  readonly subscriptions: Subscriptions;
  loggedOn: Caller | undefined;
  /** Beats for it while it is open. */
  heart: Heart | undefined;
  readonly #own: ReadonlyMap<string, Operation>;
  #authorizedUs = 0;
  #isOpen = true;

  /** @param ended is told once that it is over. */
  constructor(
    private readonly connectedUs: number,
    private readonly peer: PeerSocket,
    private readonly api: Api,
    userData: UserData,
    private readonly options: SessionOptions,
    private readonly ended: (session: ApiSession) => void,
  ) {
    this.subscriptions = new Subscriptions(userData, options.unit, (text) => this.#send(text));
    this.#own = sessionOperations(this);
  }

  message(nowUs: number, text: string): void {
    if (!this.#isOpen) return;
    if (text.length > frameLengthMax) this.close(closeCode.messageTooBig, "Message too big");
    else if (this.loggedOn?.isRevoked === true) this.#revoke(nowUs);
    else this.#respond(nowUs, readRequest(text));
  }

  /** Only messages are counted here. */
  pinged(): void {}

  ponged(_nowUs: number, payload: string): void {
    this.heart?.ponged(payload);
  }

  closed(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.subscriptions.drop();
    this.ended(this);
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.closed();
    this.peer.close(code, reason);
  }

  /** Tells the peer that the server is about to go; this event is of no subscription. */
  announceShutdown(nowUs: number): void {
    this.#send(JSON.stringify({ event: serverShutdown(this.options.unit, nowUs) }));
  }

  caller(apiKey: string): Caller | undefined {
    return this.api.keys.find(apiKey);
  }

  logon(nowUs: number, caller: Caller): void {
    this.loggedOn = caller;
    this.#authorizedUs = nowUs;
  }

  logout(nowUs: number): void {
    this.loggedOn = undefined;
    this.subscriptions.logout(nowUs);
  }

  describe(call: Call): Json {
    const { loggedOn, subscriptions } = this;
    return {
      apiKey: loggedOn?.apiKey ?? null,
      authorizedSince: loggedOn === undefined ? null : call.time(this.#authorizedUs),
      connectedSince: call.time(this.connectedUs),
      returnRateLimits: this.options.returnRateLimits,
      serverTime: call.time(call.nowUs),
      userDataStream: subscriptions.isAny,
    };
  }

  #respond(nowUs: number, request: SocketRequest | BadRequest): void {
    const isBad = request instanceof BadRequest;
    const answer = isBad ? this.#refuse(nowUs, request.refusal) : this.#answer(nowUs, request);
    const isAsked = isBad ? undefined : request.returnRateLimits;
    const limits = (isAsked ?? this.options.returnRateLimits) ? this.#limits(nowUs, answer) : undefined;
    this.#send(responseText(request.id, answer, limits, nowUs, this.options.unit));
    if (answer.status === 418) this.close(closeCode.policyViolation, "disconnected");
  }

  #answer(nowUs: number, { method, parameters, payload }: SocketRequest): ApiAnswer {
    const operation = this.#own.get(method) ?? operationsByMethod.get(method);
    if (operation === undefined) return this.#refuse(nowUs, socketRefusals.unknownMethod);
    const { address } = this.peer;
    const apiKey = parameters.get("apiKey");
    const session = signedAnew.has(method) || apiKey !== undefined ? undefined : this.loggedOn;
    const credentials = { session, apiKey, payload, names: credentialNames };
    return this.api.perform({
      nowUs,
      address,
      operation,
      parameters: new Parameters(parameters),
      credentials,
      timeUnit: this.options.unit,
    });
  }

  /** A frame that asks for nothing that there is costs something all the same. */
  #refuse(nowUs: number, refusal: Refusal): ApiAnswer {
    return this.api.refuse(nowUs, this.peer.address, refusal);
  }

  /** The key was withdrawn while it was logged on: the venue says so in place of an answer, and forgets it. */
  #revoke(nowUs: number): void {
    this.#send(responseText("null", answerOf(requestRefusals.keyRejected), undefined, nowUs, this.options.unit));
    this.logout(nowUs);
  }

  #limits(nowUs: number, { orderCounts = [] }: ApiAnswer) {
    return [...orderCounts, this.api.limits.weightUsed(nowUs, this.peer.address)];
  }

  /** Who reads too slowly is disconnected: a hole among events would be worse. */
  #send(text: string): void {
    if (this.#isOpen && !this.peer.send(text)) this.close(closeCode.policyViolation, "Reads too slowly");
  }
}
