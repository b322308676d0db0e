// Defines Verdict, and Rule: a row of the table of verdicts.

import type { Action } from "../actions.js";
import { numberIn } from "../law_numbers.js";
import type { ProblemCode } from "../problems.js";
import { shortenMessage } from "../problems.js";
import { pythonText } from "../text.js";
import type { ActionType, LawsEdition } from "../vocabulary.js";
import type { Case } from "./case.js";
import type { RuleCode } from "./codes.js";

const PLAYING_CONDITIONS = "playing conditions";

/** `refused`: the action cannot have happened; `flagged`: somebody should check it. */
export type VerdictOutcome = "refused" | "flagged";

/**
 * Laws by their numbers of the 2017 Code, with the clause in those editions in which it was read. Empty if
 * the record contradicts itself.
 */
export type Citation =
  | typeof PLAYING_CONDITIONS
  | {
    readonly laws: readonly number[];
    readonly clauses: Readonly<Partial<Record<LawsEdition, string>>>;
  };

/** A row of the table. `problem` is the code of the fold's Problem for the same thing. */
export interface Rule {
  readonly row: number;
  readonly code: RuleCode;
  readonly outcome: VerdictOutcome;
  readonly law: Citation;
  readonly sentence: string;
  readonly remedy: string;
  readonly types: readonly ActionType[];
  readonly problem: ProblemCode | null;
  /** For balls, the rule applies only to those with a wicket. */
  readonly needsWicket: boolean;
}

/**
 * One objection of the Laws or the playing conditions to one action. `law` is a Law as its `edition`
 * numbers it, or "playing conditions". Both are null if the record contradicts itself.
 */
export interface Verdict {
  readonly outcome: VerdictOutcome;
  readonly code: RuleCode;
  readonly sentence: string;
  readonly law: string | null;
  readonly edition: LawsEdition | null;
  readonly remedy: string;
  /** The values that the sentence names: `{player: "p1"}`. */
  readonly found: Found;
}

/** What a rule found against an action: the values for its sentence. */
export type Found = Readonly<Record<string, string | number | boolean | null>>;

/** Found, without any value for the sentence. */
export const YES: Found = {};

/**
 * The predicate of a rule: null if it has no objection to the action. It is called only for the rule's
 * types of actions, so it may accept just those.
 */
export type Predicate = { find(about: Case, action: Action): Found | null }["find"];

/** Return the verdict of a rule that objects to an action. */
export function verdictOf(rule: Rule, found: Found, edition: LawsEdition): Verdict {
  const isOfLaw = rule.law !== PLAYING_CONDITIONS && rule.law.laws.length > 0;
  return {
    outcome: rule.outcome,
    code: rule.code,
    sentence: shortenMessage(fillSentence(rule.sentence, found)),
    law: lawText(rule.law, edition),
    edition: isOfLaw ? edition : null,
    remedy: rule.remedy,
    found,
  };
}

function fillSentence(sentence: string, found: Found): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => pythonText(found[name] ?? null));
}

/** Return the citation of a rule under an edition: `Law 21.18`, `Laws 13 and 16`. */
export function lawText(law: Citation, edition: LawsEdition): string | null {
  if (law === PLAYING_CONDITIONS) {
    return PLAYING_CONDITIONS;
  }
  const clause = law.clauses[edition];
  if (clause !== undefined) {
    return `Law ${clause}`;
  }
  const numbers = law.laws.map((each) => numberIn(each, edition));
  const last = numbers.pop();
  if (last === undefined) {
    return null;
  }
  return numbers.length ? `Laws ${numbers.join(", ")} and ${last}` : `Law ${last}`;
}
