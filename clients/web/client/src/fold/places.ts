// Finds the holes of a log: places are [innings, sequence], both 1-based, and an id is its place.

import { actionId } from "./actions.js";
import type { Problem } from "./problems.js";

export type Place = number;

const PER_INNINGS = 100_000;

/** A place as one number, which sorts as places do. */
export function placeAt(innings: number, sequence: number): Place {
  return innings * PER_INNINGS + sequence;
}

export function inningsOf(place: Place): number {
  return Math.floor(place / PER_INNINGS);
}

/** The id of the action at a place. */
export function idAt(place: Place): string {
  return actionId(inningsOf(place), place % PER_INNINGS);
}

/** A Problem for every gap in the sequence of an innings, and for an innings left out. */
export function missingActions(present: readonly Place[]): Problem[] {
  const problems: Problem[] = [];
  let [lastInnings, lastSequence] = [0, 0];
  for (const place of present) {
    const [innings, sequence] = [inningsOf(place), place % PER_INNINGS];
    for (let skipped = lastInnings + 1; skipped < innings; skipped += 1) {
      problems.push(gap(skipped, 1, 1));
    }
    const first = innings === lastInnings ? lastSequence + 1 : 1;
    if (first < sequence) {
      problems.push(gap(innings, first, sequence - 1));
    }
    [lastInnings, lastSequence] = [innings, sequence];
  }
  return problems;
}

/** The Problem of a gap, by the id of its first hole: one, however wide the gap is. */
function gap(innings: number, first: number, last: number): Problem {
  const [start, end] = [actionId(innings, first), actionId(innings, last)];
  const holes = start === end ? start : `${start} to ${end}`;
  return {
    actionId: start,
    code: "missing_action",
    severity: "error",
    message: `the log has no ${holes}; the score is folded without`,
    law: null,
  };
}
