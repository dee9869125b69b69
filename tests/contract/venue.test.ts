/** Goal: one set of rules for orders, wherever they go. Method: each venue runs the whole contract suite. */
import { venuesUnderTest } from "../helpers/venues.ts";
import { venueContract } from "./venue.ts";

for (const under of venuesUnderTest) venueContract(under);
