/** Goal: one set of rules, whoever implements it. Method: each engine runs the whole contract suite. */
import { enginesUnderTest } from "../helpers/engine-kinds.ts";
import { engineContract } from "./engine.ts";

for (const under of enginesUnderTest) engineContract(under);
