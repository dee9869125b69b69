/** The exchange on real sockets, in the process of the test: no limit of weight is in the way, and what it keeps can be looked at. */

import type { ExchangeServer } from "../../sim/exchange/server.ts";
import { RunningClock } from "../../src/commands/exchange-clock.ts";
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
  readonly port: number;
  /** Bugs it stopped by. */
  readonly failures: unknown[] = [];
  readonly #driver: ExchangeDriver;
  readonly #door: ReturnType<typeof openDoor>;

  constructor() {
    const clock = new RunningClock(1);
    this.server = new ExchangeDesk({ startUs: clock.nowUs(), limits }).server;
    this.#driver = new ExchangeDriver(this.server, clock, (error) => this.failures.push(error));
    this.#door = openDoor(this.#driver, 0);
    this.port = this.#door.port!;
    this.rest = `http://127.0.0.1:${this.port}`;
    this.ws = `ws://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#driver[Symbol.dispose]();
    await this.#door.stop(true);
    this.server[Symbol.dispose]();
  }
}
