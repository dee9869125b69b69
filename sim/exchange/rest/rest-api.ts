/** The Spot REST API: a request in, an answer out, with the headers that tell how much of the limits is used up. */
import { type Api, type ApiAnswer, answerOf, unknownWeight } from "../api/api.ts";
import { type Header, httpAnswer } from "../api/http-answer.ts";
import type { LimitCount } from "../api/rate-limits.ts";
import { Refusal, requestRefusals } from "../errors.ts";
import { readTimeUnit } from "../time-unit.ts";
import type { HttpAnswer, HttpRequest } from "../transport.ts";
import { parametersOf, signedPayload } from "./http-parameters.ts";
import { operationAt } from "./routes.ts";

/** Parameters that every signed request may have. */
const signedNames = ["recvWindow", "timestamp", "signature"];

export class RestApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** @param nowUs when the request came; time never goes back. */
  handle(nowUs: number, request: HttpRequest): HttpAnswer {
    const operation = operationAt(request.method, request.path);
    if (operation === undefined) return this.#findNothing(nowUs, request);
    const parameters = parametersOf(request);
    if (parameters instanceof Refusal) return this.#refuse(nowUs, request, parameters);
    const timeUnit = readTimeUnit(request.header("x-mbx-time-unit") ?? "MILLISECOND");
    if (timeUnit === undefined) return this.#refuse(nowUs, request, requestRefusals.badTimeUnit);
    const answer = this.#api.perform({
      nowUs,
      address: request.address,
      operation,
      parameters,
      credentials: {
        apiKey: request.header("x-mbx-apikey"),
        payload: () => signedPayload(request),
        names: signedNames,
      },
      timeUnit,
    });
    return this.#print(nowUs, request, answer);
  }

  /** Without a body, as live answers show it. */
  #findNothing(nowUs: number, request: HttpRequest): HttpAnswer {
    const over = this.#api.limits.admit(nowUs, request.address, unknownWeight);
    return over === undefined
      ? { status: 404, headers: this.#weightHeaders(nowUs, request.address), body: "" }
      : this.#print(nowUs, request, answerOf(over));
  }

  #refuse(nowUs: number, request: HttpRequest, refusal: Refusal): HttpAnswer {
    return this.#print(nowUs, request, this.#api.refuse(nowUs, request.address, refusal));
  }

  #print(nowUs: number, { address }: HttpRequest, answer: ApiAnswer): HttpAnswer {
    const { orderCounts = [] } = answer;
    return httpAnswer(nowUs, answer, [...this.#weightHeaders(nowUs, address), ...orderCounts.map(orderCountHeader)]);
  }

  #weightHeaders(nowUs: number, address: string): Header[] {
    const count = `${this.#api.limits.weightUsed(nowUs, address).count}`;
    return [
      ["X-MBX-USED-WEIGHT", count],
      ["X-MBX-USED-WEIGHT-1M", count],
    ];
  }
}

function orderCountHeader({ interval, intervalNum, count }: LimitCount): Header {
  return [`X-MBX-ORDER-COUNT-${intervalNum}${interval.charAt(0)}`, `${count}`];
}
