// Adds problems to the state, up to a limit; every handler uses these functions.

import { lawIn } from "./law_numbers.js";
import type { Problem, ProblemCode, Refused } from "./problems.js";
import { shortenMessage } from "./problems.js";
import type { MatchState } from "./state.js";
import { lengthOf } from "./text.js";

/**
 * The number of problems that a state holds; a real match has one or two. Further ones are only counted.
 */
const MOST_PROBLEMS = 500;
/** The number of characters of all messages in a state. */
const MOST_CHARACTERS = 120_000;

/** The action that a problem is about. */
export interface ActionRef {
  readonly id: string;
}

/** Add a problem, or count it if the state holds enough. */
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

/**
 * Add a warning: the action counted, but contradicts the Laws or its own numbers. `law` has its number of
 * 2017.
 */
export function warn(
  state: MatchState, action: ActionRef, code: ProblemCode, message: string, law: string | null = null,
): void {
  const cited = lawIn(law, state.setup.conditions.lawsEdition);
  const severity = "warning";
  note(state, { actionId: action.id, code, severity, message: shortenMessage(message), law: cited });
}

/** Add an information: the action counted, and something was inferred that the log could have stated. */
export function inform(
  state: MatchState, action: ActionRef, code: ProblemCode, message: string,
): void {
  const severity = "info";
  note(state, { actionId: action.id, code, severity, message: shortenMessage(message), law: null });
}

/** Add an error: the action did not count. */
export function skip(state: MatchState, action: ActionRef, refused: Refused): void {
  const message = shortenMessage(refused.message);
  const { code } = refused;
  const law = lawIn(refused.law, state.setup.conditions.lawsEdition);
  note(state, { actionId: action.id, code, severity: "error", message, law });
}
