/**
 * Hands the parts of a recorder to the worker that seals them, one after another, and once more those that it could not
 * seal, when it is told to: nothing is lost by that, a part stays until its files are on the disk.
 */
import type { PartPlace, SealedFolder } from "./seal-folder.ts";
import type { SealAnswer } from "./seal-worker.ts";

export interface PartSealerParts {
  readonly sealed: (sealed: SealedFolder) => void;
  readonly failed: (name: string, problem: string) => void;
  readonly onBug: (error: Error) => void;
}

export class PartSealer implements Disposable {
  readonly #worker = new Worker(new URL("./seal-worker.ts", import.meta.url).href);
  readonly #waiting: PartPlace[] = [];
  readonly #failed: PartPlace[] = [];
  #atWork: PartPlace | undefined;
  #idle: () => void = () => {};

  constructor(private readonly parts: PartSealerParts) {
    this.#worker.onmessage = ({ data }: MessageEvent<SealAnswer>) => this.#take(data);
    this.#worker.onerror = (event) => parts.onBug(new Error(event.message));
  }

  /** Not sealed, whether they were tried or not. */
  get waitingCount(): number {
    return this.#waiting.length + (this.#atWork === undefined ? 0 : 1) + this.#failed.length;
  }

  add(place: PartPlace): void {
    this.#waiting.push(place);
    this.#next();
  }

  /** Tries those that could not be sealed. */
  again(): void {
    for (const place of this.#failed.splice(0)) this.add(place);
  }

  /** All that was added is sealed, or was tried. */
  async idle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    if (this.#atWork === undefined) resolve();
    await promise;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #next(): void {
    if (this.#atWork !== undefined) return;
    this.#atWork = this.#waiting.shift();
    if (this.#atWork === undefined) this.#idle();
    else this.#worker.postMessage(this.#atWork);
  }

  #take(answer: SealAnswer): void {
    const place = this.#atWork!;
    this.#atWork = undefined;
    if (answer.kind === "sealed") this.parts.sealed(answer.sealed);
    else {
      this.#failed.push(place);
      this.parts.failed(place.name, answer.problem);
    }
    this.#next();
  }
}
