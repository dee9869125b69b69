/** What an operator may tell a running engine. Each is an input of the core like any other. */
export type OperatorCommand =
  /** Pulls quotes; nothing is placed until `resume`. */
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** Everything of ours that rests is cancelled at once, and quoting pauses. */
  | { readonly kind: "cancel_all" }
  /** The same, and the position is then taken to its reference, or to what is too small to trade. Ends in a pause. */
  | { readonly kind: "flatten" }
  /** `cancel_all`, latched: nothing is placed until `reset_kill`, restarts included. */
  | { readonly kind: "kill"; readonly reason: string }
  /** Takes the latch away and leaves quoting paused. */
  | { readonly kind: "reset_kill" }
  /** New parameters of one strategy, checked by its own schema. */
  | { readonly kind: "parameters"; readonly market: number; readonly parameters: unknown };
