/**
 * Faults that can be put into the exchange on purpose, described once: what `--faults FILE` holds (in snake_case) and what the admin port
 * takes. All of them strike between the exchange and its clients: books, orders and balances stay right, and only what a client learns of
 * them, and when, is spoilt.
 */
import { z } from "zod";

/** Seconds from when the fault was put in. */
const window = {
  fromSeconds: z.number().min(0).max(1e9).default(0),
  /** Until it is taken out again, if not said. */
  forSeconds: z.number().positive().max(1e9).optional(),
};

/** Which of the things that could be struck are: each with this chance, and no more than so many. */
const dose = {
  chance: z.number().gt(0).max(1).default(1),
  timesMax: z.int().positive().optional(),
};

/** `POST /api/v3/order` of REST or `order.place` of the WebSocket API; a `*` at the end stands for anything. All requests, if not said. */
const requests = z.array(z.string().min(1)).min(1).optional();

/** A request is answered with an error of the venue's. */
const refusal = z
  .strictObject({
    kind: z.literal("refusal"),
    ...window,
    ...dose,
    requests,
    status: z.union([403, 418, 429, 500, 502, 503, 504].map((status) => z.literal(status))),
    /** Whether the request is done all the same: of a 5xx nobody can know. */
    executed: z.boolean().default(false),
    /** Of 429 and 418. */
    retryAfterSeconds: z.int().positive().max(1e6).default(10),
  })
  .refine(({ status, executed }) => !executed || status >= 500, {
    path: ["executed"],
    message: "is true of a request that was turned away; expected a status of 500 or more with it",
  });

/** A request is never answered: over HTTP the connection ends, over the WebSocket API there is silence. */
const lostAnswer = z.strictObject({
  kind: z.literal("lost_answer"),
  ...window,
  ...dose,
  requests,
  executed: z.boolean().default(true),
});

const socketKinds = ["streams", "ws_api"] as const;
export type SocketKind = (typeof socketKinds)[number];

/** Open sockets are lost, without a closing handshake: once at its beginning, or again and again. */
const disconnect = z.strictObject({
  kind: z.literal("disconnect"),
  ...window,
  sockets: z.enum([...socketKinds, "all"]).default("all"),
  everySeconds: z.number().min(0.001).max(1e9).optional(),
});

/** Messages of market streams are left out, as if they had never been sent. */
const gap = z.strictObject({
  kind: z.literal("gap"),
  ...window,
  ...dose,
  /** By the type in the message: depthUpdate, trade, aggTrade, kline, ...; bookTicker and partialDepth, whose messages name none. All, if not said. */
  events: z.array(z.string().min(1)).min(1).optional(),
});

/** User data events come late, in their order; what they tell of has happened. */
const delay = z.strictObject({
  kind: z.literal("delayed_user_events"),
  ...window,
  delayMs: z.int().positive().max(3_600_000),
});

/** The exchange says that it will shut down, then closes every socket, and refuses every request until it is over. */
const maintenance = z.strictObject({
  kind: z.literal("maintenance"),
  ...window,
  /** Between serverShutdown and the end of the sockets. */
  warningSeconds: z.number().min(0).max(1e6).default(0),
});

export const fault = z.discriminatedUnion("kind", [refusal, lostAnswer, disconnect, gap, delay, maintenance]);
export type Fault = z.infer<typeof fault>;
export type FaultOf<Kind extends Fault["kind"]> = Extract<Fault, { kind: Kind }>;

/** What a file of faults holds. */
export const faultsFile = z.strictObject({ faults: z.array(fault) });
