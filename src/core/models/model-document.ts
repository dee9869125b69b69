/**
 * A fitted model as a document: what it answers, for which instrument, which inputs it reads in which order, the numbers
 * of its form, and where they come from. What training writes is what trading reads; `README.md` here has the format.
 *
 * The schema refuses whatever the running model could not take: a feature that is not known or cannot be seen from the
 * other side, an order of inputs that is another, a number that is missing or not finite, a form that does not fit.
 */
import { z } from "zod";
import { documentProblems } from "./document-problems.ts";
import { modelRoles } from "./model.ts";
import { transforms } from "./transform.ts";

const modelSchemaVersion = 1;

const inputsMax = 64;
const unitsMax = 256;
const intervalsMax = 256;

const finite = z.number({
  error: ({ input }) => `expected a finite number${input === undefined ? ", it is missing" : ""}`,
});
const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected a sha256 in hexadecimal");
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, "expected a time such as 2024-08-08T00:00:00Z");
const decimal = z.string().regex(/^\d+(\.\d+)?$/, "expected a decimal such as 0.01");
const horizon = finite.positive("expected a number above 0").max(86_400_000, "expected a day at most");

const inputSchema = z.strictObject({
  /** Of a feature, or of `candidateInputs` (`candidate-inputs.ts`). */
  name: text,
  transform: z.enum(transforms),
  /** What is weighed: (transformed - mean) / scale. */
  mean: finite,
  scale: finite.positive("expected a number above 0"),
});

const weights = z.array(finite).max(inputsMax);

const formSchema = z.discriminatedUnion("kind", [
  /** 1 / (1 + e^-(weights . inputs + bias)). */
  z.strictObject({ kind: z.literal("logistic"), weights, bias: finite }),
  /** Weights . inputs + bias. */
  z.strictObject({ kind: z.literal("linear"), weights, bias: finite }),
  /** One layer of tanh units. */
  z.strictObject({
    kind: z.literal("network"),
    /** A row a unit, a weight an input. */
    hiddenWeights: z.array(weights).min(1).max(unitsMax),
    hiddenBiases: z.array(finite),
    outputWeights: z.array(finite),
    outputBias: finite,
    output: z.enum(["logistic", "identity"]),
  }),
  /** 1 - e^-H; H sums e^(weights . inputs + bias) a second over the intervals up to the horizon. */
  z.strictObject({
    kind: z.literal("hazard"),
    /** Where intervals end, the first begins at 0; the last is the horizon. */
    edgesMs: z.array(finite.positive("expected a number above 0")).min(1).max(intervalsMax),
    /** One an interval. */
    biases: z.array(finite),
    weights,
  }),
]);

const manifestSchema = z.strictObject({
  /** Over the data, whatever they are called and wherever they lie. */
  dataHash: sha256,
  /** What was read, as a person would name it. */
  data: z.array(text).min(1),
  firstTime: time,
  lastTime: time,
  /** Labelled rows that the final fit saw. */
  rowsCount: z.int().positive(),
  /** As YAML. */
  configText: text,
  configHash: sha256,
  codeVersion: text,
  seed: z.int().nonnegative(),
  /** Out of the fit's own data, by name: `brier`, `brier_constant`. */
  metrics: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/, "expected a name in snake_case"), finite),
  /** What trains it again. */
  command: text,
  created: time,
});

export const modelDocumentSchema = z
  .strictObject({
    schema: z.literal(modelSchemaVersion, `expected a model document of schema ${modelSchemaVersion}`),
    name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected a name in kebab-case"),
    role: z.enum(modelRoles),
    /** sha256 over all but itself, `manifest.command` and `manifest.created` (`model-text.ts`). */
    hash: sha256,
    instrument: z.strictObject({
      /** As `instrumentKey` names it. */
      key: text,
      /** One tick and one lot, as the venue prints them. */
      tick: decimal,
      lot: decimal,
    }),
    horizonMs: horizon,
    inputs: z.array(inputSchema).max(inputsMax),
    form: formSchema,
    manifest: manifestSchema,
  })
  .superRefine((document, context) => {
    for (const { path, message } of documentProblems(document)) context.addIssue({ code: "custom", path, message });
  });

export type ModelDocument = z.output<typeof modelDocumentSchema>;
export type ModelInput = z.output<typeof inputSchema>;
export type ModelForm = z.output<typeof formSchema>;
