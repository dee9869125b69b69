/** Whoever listens to a kernel for one thing alone begins with this. */
import type { KernelListener } from "../../src/core/kernel-listener.ts";

export const quietListener: KernelListener = {
  ordered() {},
  filled() {},
  marked() {},
  rested() {},
  answered() {},
  rejected() {},
  closedUnknown() {},
  vetoed() {},
  held() {},
  decided() {},
  sampled() {},
};
