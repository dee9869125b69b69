/** Waiting for a store, but not for ever: who writes to it has to know that it is away. */

/** What `promise` gives. Rejects when that takes longer; what comes later is of no interest then. */
export async function within<Value>(ms: number, promise: Promise<Value>, otherwise: string): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${otherwise} within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
