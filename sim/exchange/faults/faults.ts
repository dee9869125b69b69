/**
 * The faults in force: which strike a request, a message or a socket, and when each begins and ends. Whether one strikes is drawn from its
 * own stream of chance, so that the same seed, faults and requests give the same bad day.
 */
import type { Random } from "../../../src/base/random.ts";
import { secondUs } from "../time-unit.ts";
import type { Timed } from "../transport.ts";
import type { Fault, FaultOf, SocketKind } from "./fault.ts";

/** What faults do to the server by themselves. */
export interface FaultEffects {
  /** Loses the sockets of a kind, without a word. */
  drop(kind: SocketKind | "all"): void;
  /** User events come that much late from now on. */
  delayUserEvents(delayUs: number): void;
  announceShutdown(nowUs: number): void;
  closeAll(): void;
}

export type RequestFault = FaultOf<"refusal"> | FaultOf<"lost_answer"> | FaultOf<"maintenance">;

/** One fault that was put in. */
export class InjectedFault {
  /** How often it has struck. */
  timesCount = 0;

  constructor(
    readonly id: number,
    readonly fault: Fault,
    readonly fromUs: number,
    readonly untilUs: number,
    readonly random: Random,
  ) {}

  /** Whether it strikes now; the draw is made only where it could. */
  strikes(nowUs: number): boolean {
    const { chance = 1, timesMax = Number.POSITIVE_INFINITY } = this.fault as Partial<FaultOf<"gap">>;
    if (nowUs < this.fromUs || nowUs >= this.untilUs || this.timesCount >= timesMax) return false;
    if (chance < 1 && this.random.unit() >= chance) return false;
    this.timesCount++;
    return true;
  }
}

/** Something that a fault does by itself at a time. */
interface Act {
  readonly atUs: number;
  readonly owner: InjectedFault;
  readonly do: (nowUs: number) => void;
}

export class Faults implements Timed {
  readonly #injected = new Map<number, InjectedFault>();
  /** In the order of their times; at equal times that in which they were put in. */
  readonly #acts: Act[] = [];
  #idLast = 0;

  constructor(
    private readonly random: Random,
    private readonly effects: FaultEffects,
  ) {}

  get all(): readonly InjectedFault[] {
    return [...this.#injected.values()];
  }
  get isEmpty(): boolean {
    return this.#injected.size === 0;
  }
  get nextUs(): number {
    return this.#acts[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  inject(nowUs: number, fault: Fault): InjectedFault {
    const id = ++this.#idLast;
    const fromUs = nowUs + usOf(fault.fromSeconds);
    const untilUs = fault.forSeconds === undefined ? Number.POSITIVE_INFINITY : fromUs + usOf(fault.forSeconds);
    const injected = new InjectedFault(id, fault, fromUs, untilUs, this.random.fork(String(id)));
    this.#injected.set(id, injected);
    this.#begin(injected);
    return injected;
  }

  /** Takes one out, whatever it was still to do. Returns whether it was there. */
  remove(id: number): boolean {
    const injected = this.#injected.get(id);
    if (injected === undefined) return false;
    this.#injected.delete(id);
    this.#acts.splice(0, this.#acts.length, ...this.#acts.filter(({ owner }) => owner !== injected));
    if (injected.fault.kind === "delayed_user_events") this.effects.delayUserEvents(0);
    return true;
  }

  advance(nowUs: number): void {
    for (let act = this.#acts[0]; act !== undefined && act.atUs <= nowUs; act = this.#acts[0]) {
      this.#acts.shift();
      act.do(act.atUs);
    }
  }

  /** What becomes of a request; undefined for nothing. @param name as the faults name it. */
  ofRequest(nowUs: number, name: string): RequestFault | undefined {
    for (const injected of this.#injected.values()) {
      const { fault } = injected;
      if (fault.kind === "maintenance") {
        if (isShut(injected, fault, nowUs)) return fault;
      } else if (fault.kind === "refusal" || fault.kind === "lost_answer")
        if (isNamed(name, fault.requests) && injected.strikes(nowUs)) return fault;
    }
    return undefined;
  }

  /** Whether nobody may connect now. */
  isShut(nowUs: number): boolean {
    for (const injected of this.#injected.values())
      if (injected.fault.kind === "maintenance" && isShut(injected, injected.fault, nowUs)) return true;
    return false;
  }

  /** Whether a message of a market stream is left out. */
  leavesOut(nowUs: number, text: string): boolean {
    for (const injected of this.#injected.values()) {
      const { fault } = injected;
      if (fault.kind !== "gap") continue;
      const type = eventTypeOf(text);
      if (type === undefined || fault.events?.includes(type) === false) continue;
      if (injected.strikes(nowUs)) return true;
    }
    return false;
  }

  #begin(injected: InjectedFault): void {
    const { fault, fromUs, untilUs } = injected;
    if (fault.kind === "disconnect") this.#disconnect(injected, fault, fromUs);
    if (fault.kind === "delayed_user_events") {
      this.#schedule(injected, fromUs, () => this.effects.delayUserEvents(fault.delayMs * 1000));
      this.#schedule(injected, untilUs, () => this.effects.delayUserEvents(0));
    }
    if (fault.kind === "maintenance") {
      this.#schedule(injected, fromUs, (nowUs) => this.effects.announceShutdown(nowUs));
      this.#schedule(injected, fromUs + usOf(fault.warningSeconds), () => this.effects.closeAll());
    }
    this.#schedule(injected, untilUs, () => this.#injected.delete(injected.id));
  }

  #disconnect(injected: InjectedFault, fault: FaultOf<"disconnect">, atUs: number): void {
    if (atUs >= injected.untilUs) return;
    this.#schedule(injected, atUs, (nowUs) => {
      injected.timesCount++;
      this.effects.drop(fault.sockets);
      if (fault.everySeconds !== undefined) this.#disconnect(injected, fault, nowUs + usOf(fault.everySeconds));
      else this.#injected.delete(injected.id);
    });
  }

  #schedule(owner: InjectedFault, atUs: number, what: (nowUs: number) => void): void {
    if (atUs === Number.POSITIVE_INFINITY) return;
    const after = this.#acts.findIndex((other) => other.atUs > atUs);
    this.#acts.splice(after === -1 ? this.#acts.length : after, 0, { atUs, owner, do: what });
  }
}

function isShut({ fromUs, untilUs }: InjectedFault, fault: FaultOf<"maintenance">, nowUs: number): boolean {
  return nowUs >= fromUs + usOf(fault.warningSeconds) && nowUs < untilUs;
}

function usOf(seconds: number): number {
  return Math.round(seconds * secondUs);
}

function isNamed(name: string, patterns: readonly string[] | undefined): boolean {
  if (patterns === undefined) return true;
  return patterns.some((pattern) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name));
}

/** The type of the event in a message of a market stream; undefined for answers to control messages. */
function eventTypeOf(text: string): string | undefined {
  const named = /^(?:\{"stream":"[^"]*","data":)?\{"e":"(\w+)"/.exec(text);
  if (named !== null) return named[1];
  if (text.includes('"lastUpdateId":')) return "partialDepth";
  return /^(?:\{"stream":"[^"]*","data":)?\{"u":/.test(text) ? "bookTicker" : undefined;
}
