// Judges one action by the table of verdicts; changes nothing.

import type { Action, LogEntry } from "../actions.js";
import { readAction } from "../reading.js";
import type { MatchState } from "../state.js";
import { ACTION_TYPES } from "../vocabulary.js";
import type { MatchDetails } from "./case.js";
import { caseOf } from "./case.js";
import type { RuleCode } from "./codes.js";
import { CREASE } from "./crease.js";
import { DISMISSALS } from "./dismissals.js";
import type { Predicate, Rule, Verdict } from "./model.js";
import { verdictOf } from "./model.js";
import { ORDER } from "./order.js";
import { OVERS } from "./overs.js";
import { PENALTIES } from "./penalties.js";
import { PEOPLE } from "./people.js";
import { RUNS } from "./runs.js";
import { RULES } from "./table.js";
import { TARGETS } from "./targets.js";

const PREDICATES: Readonly<Record<RuleCode, Predicate>> = {
  ...ORDER, ...CREASE, ...DISMISSALS, ...PEOPLE, ...RUNS, ...OVERS, ...PENALTIES, ...TARGETS,
};

const RULES_BY_TYPE: ReadonlyMap<string, readonly Rule[]> = new Map(
  ACTION_TYPES.map((type) => [type, RULES.filter((rule) => rule.types.includes(type))]),
);

/**
 * Return the objections of the Laws and the conditions to an action, in the order of the table; empty if
 * there are none. `state` is the state before the action, and is not changed. Without `details`, keepers
 * and substitutes are those of the state's setup.
 *
 * Throws BadDocument if the document cannot be read as an action.
 */
export function judge(
  entry: LogEntry, state: MatchState, details?: Partial<MatchDetails>,
): Verdict[] {
  const action = readAction({ matchId: state.setup.matchId, ...entry });
  return judgeAction(action, entry, state, details);
}

/** Return the same for an action that was already read from `entry`. */
export function judgeAction(
  action: Action, entry: LogEntry, state: MatchState, details?: Partial<MatchDetails>,
): Verdict[] {
  const about = caseOf(state, action, entry, details);
  const verdicts: Verdict[] = [];
  for (const rule of RULES_BY_TYPE.get(action.type) ?? []) {
    const found = PREDICATES[rule.code](about, action);
    if (found !== null) {
      verdicts.push(verdictOf(rule, found, about.conditions.lawsEdition));
    }
  }
  return verdicts;
}
