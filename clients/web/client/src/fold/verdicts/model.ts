// Defines Verdict, and Rule: a row of the table by which verdicts are given.

import type { Action } from "../actions.js";
import { numberIn } from "../law_numbers.js";
import type { ProblemCode } from "../problems.js";
import { shortened } from "../problems.js";
import { said } from "../text.js";
import type { ActionType, LawsEdition } from "../vocabulary.js";
import type { Case } from "./case.js";
import type { RuleCode } from "./codes.js";

const PLAYING_CONDITIONS = "playing conditions";

/** What a verdict says of an action: it cannot have happened, or somebody should look. */
export type VerdictOutcome = "refused" | "flagged";

/**
 * Laws by their numbers of the 2017 Code, with a clause for the editions in which it was read; none
 * where the record contradicts itself.
 */
export type Citation =
  | typeof PLAYING_CONDITIONS
  | {
    readonly laws: readonly number[];
    readonly clauses: Readonly<Partial<Record<LawsEdition, string>>>;
  };

/** A row of the table; `problem` is the Problem by which the fold names the same thing. */
export interface Rule {
  readonly row: number;
  readonly code: RuleCode;
  readonly outcome: VerdictOutcome;
  readonly law: Citation;
  readonly sentence: string;
  readonly remedy: string;
  readonly types: readonly ActionType[];
  readonly problem: ProblemCode | null;
  /** Of balls it looks only at those with a wicket. */
  readonly needsWicket: boolean;
}

/**
 * One thing that the Laws or the playing conditions say against one action. `law` is a Law as its
 * `edition` numbers it, or "playing conditions"; both are null where the record contradicts itself.
 */
export interface Verdict {
  readonly outcome: VerdictOutcome;
  readonly code: RuleCode;
  readonly sentence: string;
  readonly law: string | null;
  readonly edition: LawsEdition | null;
  readonly remedy: string;
  /** What the sentence names: `{player: "p1"}`. */
  readonly found: Found;
}

/** What a rule found against an action: the values of its sentence. */
export type Found = Readonly<Record<string, string | number | boolean | null>>;

/** Found, with nothing to fill in. */
export const YES: Found = {};

/**
 * A predicate: null where there is nothing against the action. It is asked of the types of its rule
 * alone, so it may take just those.
 */
export type Find = { ask(about: Case, action: Action): Found | null }["ask"];

/** Return the verdict on an action that a rule was found to be against. */
export function verdictOf(rule: Rule, found: Found, edition: LawsEdition): Verdict {
  const isOfLaw = rule.law !== PLAYING_CONDITIONS && rule.law.laws.length > 0;
  return {
    outcome: rule.outcome,
    code: rule.code,
    sentence: shortened(filled(rule.sentence, found)),
    law: lawText(rule.law, edition),
    edition: isOfLaw ? edition : null,
    remedy: rule.remedy,
    found,
  };
}

function filled(sentence: string, found: Found): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => said(found[name] ?? null));
}

/** Return how a rule is cited under an edition: `Law 21.18`, `Laws 13 and 16`. */
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
