/**
 * The battery: every property on cases drawn for one strategy, until one fails; then the smallest case that still does.
 */
import fc from "fast-check";
import { InputError } from "../../src/base/input-error.ts";
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { type ParametersArbitrary, parametersOf } from "./parameters.ts";
import { propertiesNamed, type StrategyProperty } from "./properties.ts";
import type { StrategyCase } from "./strategy-case.ts";
import { Violation } from "./violation.ts";

export interface FuzzOptions {
  /**
   * As a configuration has them, in camelCase; or an arbitrary of such. By default drawn from the strategy's schema.
   */
  readonly parameters?: ParametersArbitrary | Readonly<Record<string, unknown>> | undefined;
  /** Of each property. */
  readonly runs?: number | undefined;
  /** Equal seeds draw equal cases; a fresh one, unless given. */
  readonly seed?: number | undefined;
  /** With the seed and the property's name: exactly this case. As a failure gives it. */
  readonly path?: string | undefined;
  /** Names of properties; all, unless given. */
  readonly properties?: readonly string[] | undefined;
  /** The reference engine, unless given, for it starts at once. */
  readonly engineKind?: Engine["kind"] | undefined;
  /** Told before each case. */
  readonly onCase?: ((property: StrategyProperty) => void) | undefined;
}

export interface FuzzFailure {
  readonly property: StrategyProperty;
  /** The smallest that was found. */
  readonly case: StrategyCase;
  /** What is wrong with it, in a line. */
  readonly problem: string;
  /** Cases that held before, and steps on the way to a smaller one. */
  readonly casesCount: number;
  readonly shrinksCount: number;
  readonly seed: number;
  readonly path: string;
}

const runsUsual = 100;

/**
 * @returns the first failure, or undefined.
 * @throws InputError for a name that is no property's, parameters that the schema refuses, or a schema of which none can
 * be drawn.
 */
export function fuzzStrategy(definition: StrategyDefinition, options: FuzzOptions = {}): FuzzFailure | undefined {
  const parameters = arbitraryOf(definition, options.parameters);
  for (const property of propertiesNamed(options.properties ?? [], "properties")) {
    const failure = fuzzProperty(property, definition, parameters, options);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function arbitraryOf(definition: StrategyDefinition, given: FuzzOptions["parameters"]): ParametersArbitrary {
  if (given === undefined) return parametersOf(definition.parameters, definition.name);
  return isArbitrary(given) ? given : plainParameters(definition, given);
}

/** Checked here: in a run they would look as if the strategy had failed. */
function plainParameters({ name, parameters }: StrategyDefinition, given: object): ParametersArbitrary {
  const [issue] = parameters.safeParse(given).error?.issues ?? [];
  if (issue !== undefined) throw new InputError([`parameters of ${name}`, ...issue.path].join(": "), issue.message);
  return fc.constant(given);
}

function isArbitrary(value: object): value is ParametersArbitrary {
  return "generate" in value && typeof value.generate === "function";
}

function fuzzProperty(
  property: StrategyProperty,
  definition: StrategyDefinition,
  parameters: ParametersArbitrary,
  { runs = runsUsual, seed, path, engineKind = "reference", onCase }: FuzzOptions,
): FuzzFailure | undefined {
  const holds = fc.property(property.cases(definition, parameters), (of) => {
    onCase?.(property);
    property.check(of, definition, engineKind);
  });
  const details = fc.check(holds, {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
  if (!details.failed || details.counterexample === null) return undefined;
  return {
    property,
    case: details.counterexample[0],
    problem: problemOf(details.errorInstance),
    casesCount: details.numRuns,
    shrinksCount: details.numShrinks,
    seed: details.seed,
    path: details.counterexamplePath ?? "",
  };
}

/** Of what the code threw, also where. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Violation) return error.message;
  const place = /^\s*at .*$/m.exec(error.stack ?? "")?.[0].trim();
  return `${error.name}: ${error.message}${place === undefined ? "" : ` (${place})`}`;
}
