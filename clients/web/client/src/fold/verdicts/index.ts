// The verdicts: the objections of the Laws to an action before it is sent. Pure, like the fold.

export { judge, judgeAction } from "./judge.js";
export { LEAST_FOLLOW_ON_LEAD } from "./case.js";
export { RULES } from "./table.js";
export type { MatchDetails } from "./case.js";
export type { Citation, Found, Rule, Verdict, VerdictOutcome } from "./model.js";
export type { RuleCode } from "./codes.js";
