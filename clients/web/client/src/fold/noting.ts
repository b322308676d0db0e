// Notes problems in the state, which holds only so many; every handler notes through here.

import { lawIn } from "./law_numbers.js";
import type { Problem, ProblemCode, Refused } from "./problems.js";
import { shortened } from "./problems.js";
import type { MatchState } from "./state.js";
import { lengthOf } from "./text.js";

/** Problems that a state holds; a real match has one or two. Beyond them only the count grows. */
const MOST_PROBLEMS = 500;
/** Characters of all messages that a state holds. */
const MOST_CHARACTERS = 120_000;

/** What a problem is noted of. */
export interface Noted {
  readonly id: string;
}

/** Keep a problem, or count it where enough are kept. */
export function note(state: MatchState, problem: Problem): void {
  if (state.problems.length < MOST_PROBLEMS && hasRoom(state)) {
    state.problems.push(problem);
    return;
  }
  state.problemsBeyond += 1;
  const last = state.problems.length - 1;
  if (problem.code === "too_much" && state.problems[last]?.code !== problem.code) {
    state.problems[last] = problem;
  }
}

function hasRoom(state: MatchState): boolean {
  const characters = state.problems.reduce((sum, { message }) => sum + lengthOf(message), 0);
  return characters < MOST_CHARACTERS;
}

/** The action counted, against the laws or its own numbers; `law` by its number of 2017. */
export function warn(
  state: MatchState, action: Noted, code: ProblemCode, message: string, law: string | null = null,
): void {
  const cited = lawIn(law, state.setup.conditions.lawsEdition);
  const severity = "warning";
  note(state, { actionId: action.id, code, severity, message: shortened(message), law: cited });
}

/** The action counted; something was inferred that the log could have said. */
export function inform(
  state: MatchState, action: Noted, code: ProblemCode, message: string,
): void {
  const severity = "info";
  note(state, { actionId: action.id, code, severity, message: shortened(message), law: null });
}

/** The action did not count at all. */
export function skip(state: MatchState, action: Noted, refused: Refused): void {
  const message = shortened(refused.message);
  const { code } = refused;
  const law = lawIn(refused.law, state.setup.conditions.lawsEdition);
  note(state, { actionId: action.id, code, severity: "error", message, law });
}
