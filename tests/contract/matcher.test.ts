/** Goal: one set of rules, whoever implements it. Method: each matcher runs the whole contract suite. */
import { matchersUnderTest } from "../helpers/matcher-kinds.ts";
import { matcherContract } from "./matcher.ts";

for (const under of matchersUnderTest) matcherContract(under);
