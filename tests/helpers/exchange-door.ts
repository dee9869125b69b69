/** The exchange on real sockets, in the process of the test: no limit of weight is in the way, and what it keeps can be looked at. */

import type { ExchangeServer } from "../../sim/exchange/server.ts";
import { openAdmin } from "../../src/commands/exchange-admin.ts";
import { type ExchangeClock, RunningClock } from "../../src/commands/exchange-clock.ts";
import { openDoor } from "../../src/commands/exchange-door.ts";
import { ExchangeDriver } from "../../src/commands/exchange-driver.ts";
import { ExchangeDesk } from "./exchange-desk.ts";

const limits = {
  weightMax: 1e9,
  requestsMax: 1e9,
  ordersPer10SecondsMax: 1e9,
  ordersPerDayMax: 1e9,
  connectionsMax: 1e9,
};

export class OpenExchange implements AsyncDisposable {
  readonly server: ExchangeServer;
  readonly rest: string;
  readonly ws: string;
  readonly admin: string;
  readonly port: number;
  /** Bugs it stopped by. */
  readonly failures: unknown[] = [];
  readonly #driver: ExchangeDriver;
  readonly #door: ReturnType<typeof openDoor>;
  readonly #admin: ReturnType<typeof openAdmin>;

  constructor(clock: ExchangeClock = new RunningClock(1)) {
    this.server = new ExchangeDesk({ startUs: clock.nowUs(), limits }).server;
    this.#driver = new ExchangeDriver(this.server, clock, (error) => this.failures.push(error));
    this.#door = openDoor(this.#driver, 0);
    this.#admin = openAdmin(this.#driver, 0);
    this.port = this.#door.port!;
    this.rest = `http://127.0.0.1:${this.port}`;
    this.ws = `ws://127.0.0.1:${this.port}`;
    this.admin = `http://127.0.0.1:${this.#admin.port}`;
  }

  /** Calls the exchange at the time it is there. */
  call<Answer>(command: (nowUs: number) => Answer): Answer {
    const answer = this.#driver.call(command);
    if (answer === undefined) throw new Error("the exchange has stopped, or has nothing to say");
    return answer;
  }

  /** Status and JSON of an admin route. @param body a document, or text as it is. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  async administer(method: string, path: string, body?: unknown): Promise<[status: number, answer: any]> {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${this.admin}${path}`, {
      method,
      headers,
      ...(text && { body: text }),
    });
    return [answer.status, await answer.json()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#driver[Symbol.dispose]();
    await Promise.all([this.#door.stop(true), this.#admin.stop(true)]);
    this.server[Symbol.dispose]();
  }
}
