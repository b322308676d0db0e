// The verdicts: what the Laws have against an action before it is sent. Pure, as the fold is.

export { judge, judgeAction } from "./judge.js";
export { LEAST_FOLLOW_ON_LEAD } from "./case.js";
export { RULES } from "./table.js";
export type { MatchDetails } from "./case.js";
export type { Citation, Found, Rule, Verdict, VerdictOutcome } from "./model.js";
export type { RuleCode } from "./codes.js";
