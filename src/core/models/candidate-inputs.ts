/** The inputs that are not of the market, but of the quote that is asked about. */

/** After the features, in this order; a model may read none, the first, or both. */
export const candidateInputs = ["distance_ticks", "queue_ahead_lots"] as const;

export function isCandidateInput(name: string): boolean {
  return (candidateInputs as readonly string[]).includes(name);
}
