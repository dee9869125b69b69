/** The HTTP interface of a recorder on a real socket, and what it tells. */

import packageJson from "../../package.json" with { type: "json" };
import { LoopLag } from "../adapters/metrics/loop-lag.ts";
import { RecorderMetricsText } from "../adapters/metrics/recorder-metrics.ts";
import { recordApi } from "../api/record-api.ts";
import { LogHistogram } from "../base/log-histogram.ts";
import type { Clock } from "../ports/clock.ts";
import { type HttpDoorSettings, isLoopback, openHttpDoor } from "./http-door.ts";
import type { RecordSession } from "./record-session.ts";

export interface RecordDoor extends AsyncDisposable {
  readonly port: number;
}

/** @throws InputError when nobody can listen there. */
export function openRecordDoor(
  settings: HttpDoorSettings,
  clock: Clock,
  session: RecordSession,
  onBug: (error: Error) => void,
): RecordDoor {
  const loopLag = new LogHistogram();
  const metrics = new RecorderMetricsText({
    state: () => session.state,
    loopLag,
    build: { version: packageJson.version },
  });
  const rules = { loopback: isLoopback(settings.host), onBug: (error: unknown) => onBug(error as Error) };
  const api = recordApi(metrics, rules);
  const server = openHttpDoor(settings, (request) => api.handle(request));
  const lag = new LoopLag(clock, loopLag);
  return {
    port: server.port!,
    [Symbol.asyncDispose]: async () => {
      lag[Symbol.dispose]();
      await server.stop(true);
    },
  };
}
