/** What `live` is told on the command line and by the environment, checked. Keys come from the environment only. */
import { readFileSync } from "node:fs";
import { Credentials } from "../adapters/binance/gateway/credentials.ts";
import { InputError } from "../base/input-error.ts";
import type { DurationNs } from "../domain/time.ts";
import { type Arguments, hasFlag, optionValue, optionValues, wholeOption } from "./arguments.ts";
import { durationOf } from "./duration.ts";
import { type FeedKind, feedKind } from "./live-feed.ts";

export const liveOptions = {
  help: "flag",
  paper: "flag",
  real: "flag",
  fresh: "flag",
  strategy: "value",
  seed: "value",
  feed: "value",
  set: "list",
  for: "value",
  json: "flag",
} as const;

export interface LiveOptions {
  readonly mode: "paper" | "real";
  /** On paper: from the configuration's balances, whatever earlier sessions held. */
  readonly fresh: boolean;
  readonly configPath: string | undefined;
  readonly settings: readonly string[];
  readonly strategyName: string | undefined;
  readonly feed: FeedKind;
  readonly seed: number | undefined;
  /** Stop by itself after this; undefined: when told to. */
  readonly forNs: DurationNs | undefined;
  readonly json: boolean;
}

/** @throws InputError */
export function readLiveOptions(given: Arguments): LiveOptions {
  const [configPath, ...surplus] = given.positionals;
  if (surplus.length > 0) throw new InputError("live", `${surplus[0]}: expected one configuration`);
  const [paper, real] = [hasFlag(given, "paper"), hasFlag(given, "real")];
  if (paper === real)
    throw new InputError(
      "live",
      paper
        ? "expected --paper or --real, not both"
        : "expected --paper (simulated fills, no keys) or --real (real orders)",
    );
  const fresh = hasFlag(given, "fresh");
  if (real && fresh)
    throw new InputError("live", "--fresh: expected --paper; with real orders the account is the venue's");
  const duration = optionValue(given, "for");
  return {
    mode: paper ? "paper" : "real",
    fresh,
    configPath,
    settings: optionValues(given, "set"),
    strategyName: optionValue(given, "strategy"),
    seed: wholeOption(given, "seed"),
    feed: feedKind(optionValue(given, "feed")),
    forNs: duration === undefined ? undefined : durationOf("--for", duration),
    json: hasFlag(given, "json"),
  };
}

/** Of the operator's routes; undefined: they are off. */
export function apiToken(): string | undefined {
  const token = process.env.HALFSPREAD_API_TOKEN;
  return token === undefined || token === "" ? undefined : token;
}

/** @throws InputError naming the variable, never what it holds. */
export function readCredentials(): Credentials {
  const { HALFSPREAD_API_KEY: apiKey = "", HALFSPREAD_API_SECRET: secret = "" } = process.env;
  const path = process.env.HALFSPREAD_PRIVATE_KEY_FILE ?? "";
  if (apiKey === "") throw new InputError("HALFSPREAD_API_KEY", "is not set; expected the API key, for real orders");
  if ((secret === "") === (path === ""))
    throw new InputError(
      "HALFSPREAD_API_SECRET, HALFSPREAD_PRIVATE_KEY_FILE",
      "expected one of them: the secret of an HMAC key, or the file of an Ed25519 or RSA private key in PEM",
    );
  return new Credentials(apiKey, secret === "" ? keyFile(path) : secret);
}

function keyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError("HALFSPREAD_PRIVATE_KEY_FILE", `cannot be read (${code}); expected a file in PEM`);
  }
}
