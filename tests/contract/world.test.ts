/** Goal: the same world, real or simulated. Method: each runs the whole contract suites of clock, HTTP and sockets. */
import { worldsUnderTest } from "../helpers/worlds.ts";
import { clockContract } from "./clock.ts";
import { httpContract } from "./http.ts";
import { socketsContract } from "./sockets.ts";

for (const under of worldsUnderTest) {
  clockContract(under);
  httpContract(under);
  socketsContract(under);
}
