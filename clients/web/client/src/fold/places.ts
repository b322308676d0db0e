// Finds gaps in a log. Places are [innings, sequence], both 1-based; an action's id states its place.

import { actionId } from "./actions.js";
import type { Problem } from "./problems.js";

export type Place = number;

const PER_INNINGS = 100_000;

/** Return a place as one number, which sorts as places do. */
export function placeAt(innings: number, sequence: number): Place {
  return innings * PER_INNINGS + sequence;
}

export function inningsOf(place: Place): number {
  return Math.floor(place / PER_INNINGS);
}

/** Return the id of the action at a place. */
export function idAt(place: Place): string {
  return actionId(inningsOf(place), place % PER_INNINGS);
}

/** Return a Problem for every gap in the sequence of an innings, and for every innings left out. */
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

/** Return one Problem for a gap of any length, with the id of the first missing action. */
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
