// Scoring and following a match in Firestore.

export { delivery, EXTRAS } from "./actions.js";
export type { Ball, DeliveryFields, ExtraRuns, Fields, Recordable, WicketSaid } from "./actions.js";
export { overs } from "./documents/overs.js";
export type { ProblemProjection } from "./documents/types.js";
export { checkAction } from "./check.js";
export { dryRun } from "./dry_run.js";
export type { Change, DryRun, Edit } from "./dry_run.js";
export type { Entry, EntryStorage, Held, Voiding } from "./entry.js";
export { AgainstTheLaws, AlreadyOpen, InvalidAction, Refused } from "./errors.js";
export type { Objection, Refusal, RefusalReason } from "./errors.js";
export { HealthStore, withProblems } from "./health.js";
export type { Health } from "./health.js";
export { labelOf } from "./labels.js";
export type { Locks } from "./lock.js";
export { MatchStore } from "./match.js";
export type { MatchFacts } from "./match.js";
export { MyMatchesStore } from "./my_matches.js";
export type { MyMatch } from "./my_matches.js";
export { personOf, Scorer } from "./scorer.js";
export type { ScorerOptions } from "./scorer.js";
export type {
  AgainOptions, AppendOptions, Connection, EndOptions, ScorerView, ShownAction,
} from "./scorer_types.js";
export type { Store } from "./store.js";
