/** What a client gets of a request that a fault refuses: the venue's own words for each status, wrapped as its transport wraps answers. */
import { answerOf } from "../api/api.ts";
import { httpRefusal } from "../api/http-answer.ts";
import { faultRefusals, type Refusal, refusals, requestRefusals } from "../errors.ts";
import { secondUs } from "../time-unit.ts";
import type { HttpAnswer } from "../transport.ts";
import { responseText } from "../ws-api/response.ts";
import type { FaultOf } from "./fault.ts";

/** What stands before the API: it has pages, not codes. */
const forbiddenPage =
  "<html>\n<head><title>403 Forbidden</title></head>\n<body>\n<center><h1>403 Forbidden</h1></center>\n</body>\n</html>\n";
const weightMax = 6000;

export function httpFaultAnswer(nowUs: number, fault: FaultOf<"refusal"> | FaultOf<"maintenance">): HttpAnswer {
  const status = statusOf(fault);
  if (status === 403) return { status, headers: [["Content-Type", "text/html"]], body: forbiddenPage };
  // A refusal has the status it usually has; the fault may say another.
  return { ...httpRefusal(nowUs, refusalOf(nowUs, fault)), status };
}

/** Without limits, and with times in milliseconds: it does not come from where they are known. @param id of the request, as JSON. */
export function frameFaultAnswer(
  nowUs: number,
  fault: FaultOf<"refusal"> | FaultOf<"maintenance">,
  id: string,
): string {
  const answer = { ...answerOf(refusalOf(nowUs, fault)), status: statusOf(fault) };
  return responseText(id, answer, undefined, nowUs, "MILLISECOND");
}

function statusOf(fault: FaultOf<"refusal"> | FaultOf<"maintenance">): number {
  return fault.kind === "maintenance" ? faultRefusals.shuttingDown.status : fault.status;
}

function refusalOf(nowUs: number, fault: FaultOf<"refusal"> | FaultOf<"maintenance">): Refusal {
  if (fault.kind === "maintenance") return faultRefusals.shuttingDown;
  const retryAtUs = nowUs + fault.retryAfterSeconds * secondUs;
  switch (fault.status) {
    case 429:
      return requestRefusals.tooMuchWeight(weightMax, "1 MINUTE", retryAtUs);
    case 418:
      return requestRefusals.banned(retryAtUs);
    case 502:
      return faultRefusals.unexpected;
    case 503:
      return fault.executed ? faultRefusals.timeout : refusals.serverBusy;
    case 504:
      return faultRefusals.timeout;
    default:
      return fault.executed ? faultRefusals.disconnected : requestRefusals.internal;
  }
}
