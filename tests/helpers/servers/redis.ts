/**
 * A real Redis for tests: the one that HALFSPREAD_REDIS_URL names, or one of the test's own, with the program of this
 * machine or a private copy unpacked from the distribution's packages. One's own listens on a free port, keeps its data in
 * a folder that goes with it, and can be killed, stopped in its tracks and started again.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { isCi, needs } from "../needs.ts";
import { eventually } from "../patient.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { freePort } from "./free-port.ts";

const givenUrl = process.env.HALFSPREAD_REDIS_URL;

/** For `test.skipIf(needsRedis())`. */
export function needsRedis(): boolean {
  return givenUrl === undefined && needsOwnRedis();
}

/** For tests that break the server, which must be their own. */
export function needsOwnRedis(): boolean {
  return needs("Redis (redis-server)", program() !== undefined, "install the package redis-server", isCi());
}

/** An address on the server under test where nothing is; the server is started by the first who asks. */
export async function freshRedisUrl(): Promise<string> {
  if (givenUrl === undefined) shared ??= OwnRedis.start();
  const url = givenUrl ?? (await shared)!.url;
  for (let database = firstDatabase; ; database++) {
    const fresh = new URL(`/${database}`, url).href;
    if (await isEmpty(fresh)) {
      firstDatabase = database + 1;
      used.push(fresh);
      return fresh;
    }
  }
}

/** Ends the server that `freshRedisUrl` started, or leaves the given one as it was. */
export async function endRedis(): Promise<void> {
  if (givenUrl !== undefined) for (const url of used.splice(0)) await asked(url, (redis) => redis.flushdb());
  await (await shared)?.[Symbol.asyncDispose]();
  shared = undefined;
}

let shared: Promise<OwnRedis> | undefined;
/** 0 is where a given server has what it is for. */
let firstDatabase = 1;
const used: string[] = [];
const databasesCount = 10_000;

export interface OwnRedisOptions {
  /** Whether what was written outlives `kill`. */
  readonly isDurable?: boolean;
}

export class OwnRedis implements AsyncDisposable {
  #process: Bun.Subprocess | undefined;
  readonly #folder = temporaryFolder();
  readonly port = freePort();

  private constructor(private readonly isDurable: boolean) {}

  static async start({ isDurable = false }: OwnRedisOptions = {}): Promise<OwnRedis> {
    const server = new OwnRedis(isDurable);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** After `kill`: again, with the data that it had if it is durable. */
  async start(): Promise<void> {
    await eventually(async () => {
      // Another may have taken the port in the meantime: it is tried again.
      if (this.#process === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null)
        this.#spawn();
      return isReady(this.url);
    }, 20);
  }

  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
    this.#process = undefined;
  }

  /** Nothing of it moves until `resume`. */
  pause(): void {
    this.#process!.kill("SIGSTOP");
  }

  resume(): void {
    this.#process!.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#folder[Symbol.dispose]();
  }

  #spawn(): void {
    const { command, env } = program()!;
    const settings = {
      ...{ port: this.port, bind: "127.0.0.1", dir: this.#folder.path, save: "", databases: databasesCount },
      ...{ appendonly: this.isDurable ? "yes" : "no", appendfsync: "always" },
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#process = Bun.spawn([command, ...flags], { env, stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  }
}

/** Asked over a connection of its own. */
export async function asked<Answer>(url: string, ask: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis(url, { protocol: 2, retryStrategy: null, maxRetriesPerRequest: 0, lazyConnect: true });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await asked(url, (redis) => redis.ping())) === "PONG";
  } catch {
    return false;
  }
}

function isEmpty(url: string): Promise<boolean> {
  return asked(url, async (redis) => (await redis.dbsize()) === 0);
}

interface Program {
  readonly command: string;
  readonly env: Record<string, string>;
}

function program(): Program | undefined {
  const onPath = Bun.which("redis-server");
  return onPath !== null ? { command: onPath, env: {} } : privateCopy();
}

/** Of the distribution's packages, as its lists on this machine name them: unpacked, never installed. */
function privateCopy(): Program | undefined {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "halfspread", "redis");
  if (!existsSync(folder) && !unpack(folder)) return undefined;
  const libraries = [...new Bun.Glob("usr/lib/**/*.so*").scanSync({ cwd: folder, absolute: true })];
  const paths = new Set(libraries.map((path) => join(path, "..")));
  return { command: join(folder, "usr/bin/redis-server"), env: { LD_LIBRARY_PATH: [...paths].join(":") } };
}

function unpack(folder: string): boolean {
  if (Bun.which("apt-get") === null || Bun.which("dpkg") === null) return false;
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  const isThere = download(work) && existsSync(join(work, "usr/bin/redis-server"));
  if (isThere && !existsSync(folder)) renameSync(work, folder);
  rmSync(work, { recursive: true, force: true });
  return isThere;
}

function download(work: string): boolean {
  const { stdout } = Bun.spawnSync([
    "apt-cache",
    "depends",
    "--recurse",
    "--no-recommends",
    "--no-suggests",
    "redis-tools",
  ]);
  const own = /^(?:lib(?:jemalloc|lua|lzf|hiredis|atomic)|lua-)/;
  const names = new Set(
    String(stdout)
      .match(/^[a-z0-9][a-z0-9.+-]*$/gm)
      ?.filter((name) => own.test(name)),
  );
  const packages = ["redis-server", "redis-tools", ...names];
  if (Bun.spawnSync(["apt-get", "-qq", "download", ...packages], { cwd: work }).exitCode !== 0) return false;
  const files = [...new Bun.Glob("*.deb").scanSync({ cwd: work, absolute: true })];
  return files.every((file) => Bun.spawnSync(["dpkg", "-x", file, work]).exitCode === 0);
}
