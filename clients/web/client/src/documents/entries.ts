// Written from the models by `python -m devtools.datamodel`; do not edit.

import type {
  ActionFields,
  BatterArrived,
  BatterDismissed,
  BatterResumed,
  BatterRetired,
  BowlerSuspended,
  Delivery,
  InningsClosed,
  InningsStarted,
  MatchClosed,
  PenaltyAwarded,
  PlayResumed,
  PlayStopped,
  PlayerReplaced,
  TargetRevised,
} from "./actions.js";
import type { AgreedAt } from "./vocabulary.js";

/** A book that starts with a score: after an action of the log, or as another person's book. */
export interface BookOpened extends ActionFields {
  type: "book_opened";
  runs: number;
  wickets: number;
  legalBalls: number;
  strikerId?: string | null;
  nonStrikerId?: string | null;
  bowlerId?: string | null;
  afterActionId?: string | null;
  /** with `afterEntryId` */
  takesOverFrom?: string | null;
  afterEntryId?: string | null;
}

/** Scorers and umpires agree on the score (Laws 2.15 and 3.2). */
export interface ScoreAgreed extends ActionFields {
  type: "score_agreed";
  runs: number;
  wickets: number;
  legalBalls: number;
  at: AgreedAt;
  ledgerNumber?: number | null;
  ledgerHead?: string | null;
}

/** `matches/{matchId}/scorebooks/{personId}/entries/{inningsNumber}_{sequenceNumber}`: an action, or a statement that never reaches the log. */
export type BookEntry =
  | Delivery
  | InningsStarted
  | InningsClosed
  | BatterDismissed
  | BatterRetired
  | BatterResumed
  | BatterArrived
  | BowlerSuspended
  | PenaltyAwarded
  | TargetRevised
  | PlayStopped
  | PlayResumed
  | PlayerReplaced
  | MatchClosed
  | BookOpened
  | ScoreAgreed;
