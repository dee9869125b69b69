/**
 * A connection to Redis as everything here uses it: it comes back by itself, and never sends a command again of its own
 * accord, since only who gave a command knows whether it may be executed twice. A command under way when the connection
 * ends is rejected.
 */
import { Redis } from "ioredis";
import { InputError } from "../../base/input-error.ts";

/** A server that says nothing for so long, though asked, is taken for gone: paused, or cut off. */
const silentMsMax = 5000;
const retryMsMax = 1000;

export interface ConnectionOptions {
  /** `redis://` or `rediss://`; it may hold a password and is never shown. */
  readonly url: string;
  /** What the server lists it as. */
  readonly name: string;
}

/** Begins to connect. @throws InputError for an address that is none of Redis'. */
export function connectRedis({ url, name }: ConnectionOptions): Redis {
  if (!/^rediss?:\/\/./.test(url))
    throw new InputError("HALFSPREAD_REDIS_URL", "expected an address such as redis://127.0.0.1:6379");
  const redis = new Redis(url, {
    connectionName: name,
    protocol: 2,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: silentMsMax,
    socketTimeout: silentMsMax,
    retryStrategy: (times) => Math.min(retryMsMax, 25 << Math.min(times, 6)),
  });
  // What went wrong is told by the commands that failed; unheard, it would end the process.
  redis.on("error", () => {});
  return redis;
}
