/** Requests to a venue's REST interface. What cannot be sent or is not answered is a result, not an exception. */
import type { DurationNs } from "../domain/time.ts";

export interface HttpCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Whole and encoded: it is sent as it stands, since signatures are over the bytes. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Empty for none. */
  readonly body: string;
  readonly timeoutNs: DurationNs;
}

export type HttpResult =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** A header by its name in lower case. */
      readonly header: (name: string) => string | undefined;
      readonly body: string;
    }
  | {
      readonly kind: "failed";
      /** In words, without what was sent. */
      readonly why: string;
      /** Nobody listened there: the request was certainly not executed. Else nobody knows. */
      readonly neverArrived: boolean;
    };

export interface Http {
  /** Never rejects. */
  send(call: HttpCall): Promise<HttpResult>;
}
