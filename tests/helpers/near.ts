/** Numbers that are equal but for rounding. */
import { expect } from "bun:test";

export function expectNear(actual: number, expected: number, apartMax: number): void {
  if (!(Math.abs(actual - expected) <= apartMax)) expect({ actual }).toEqual({ actual: expected });
}
