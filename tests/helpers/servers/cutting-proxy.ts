/**
 * A wire between a client and a server that is cut at the worst moment: when the server has done what it was asked and
 * its answer is on the way. Or it just falls silent, or is slow.
 */
import type { Socket, TCPSocketListener } from "bun";

interface Ends {
  server: Socket<Ends> | undefined;
  client: Socket<Ends>;
  /** Sent before the way to the server was open. */
  early: Buffer[];
  isHeld: boolean;
  /** Answers that are late, one after the other. */
  late: Promise<void>;
  lateCount: number;
}

export class CuttingProxy implements Disposable {
  /** An answer that holds this cuts the wire, once. */
  cutAt: string | undefined;
  cutsCount = 0;
  /** An answer that holds this, and all behind it, never arrives, and the wire stays. */
  holdAt: string | undefined;
  /** Each answer is on its way for so long, and the next behind it. */
  delayMs = 0;
  readonly #listener: TCPSocketListener<Ends>;

  constructor(private readonly serverPort: number) {
    this.#listener = Bun.listen<Ends>({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: (client) => this.#connect(client),
        data: ({ data: ends }, bytes) => {
          if (ends.server === undefined) ends.early.push(Buffer.from(bytes));
          else ends.server.write(bytes);
        },
        // Who is held does not hear of the end either.
        close: ({ data: ends }) => void (ends.isHeld || ends.server?.end()),
      },
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  [Symbol.dispose](): void {
    this.#listener.stop(true);
  }

  #connect(client: Socket<Ends>): void {
    const ends: Ends = { server: undefined, client, early: [], isHeld: false, late: Promise.resolve(), lateCount: 0 };
    client.data = ends;
    void Bun.connect<Ends>({
      hostname: "127.0.0.1",
      port: this.serverPort,
      data: ends,
      socket: {
        open: (server) => {
          ends.server = server;
          for (const bytes of ends.early) server.write(bytes);
        },
        data: (server, bytes) => this.#answer(server, bytes),
        close: () => void (ends.isHeld || client.end()),
      },
    }).catch(() => client.end()); // The server is away, and its client hears of it.
  }

  #answer(server: Socket<Ends>, bytes: Buffer): void {
    if (this.holdAt !== undefined && bytes.includes(this.holdAt)) server.data.isHeld = true;
    if (server.data.isHeld) return;
    if (this.cutAt !== undefined && bytes.includes(this.cutAt)) {
      this.cutAt = undefined;
      this.cutsCount++;
      server.terminate();
      server.data.client.terminate();
    } else this.#pass(server.data, bytes);
  }

  #pass(ends: Ends, bytes: Buffer): void {
    const { delayMs } = this;
    if (delayMs === 0 && ends.lateCount === 0) return void ends.client.write(bytes);
    const copy = Buffer.from(bytes);
    ends.lateCount++;
    ends.late = ends.late.then(async () => {
      await Bun.sleep(delayMs);
      ends.lateCount--;
      ends.client.write(copy);
    });
  }
}
