// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Extras } from "./actions.js";
import type { Timestamp } from "./moment.js";
import type {
  ActionType,
  AgreedAt,
  DisputeCause,
  DisputeKind,
  NoticeAsk,
  RulingMethod,
  Seat,
  WicketType,
} from "./vocabulary.js";

/** The last score stated as agreed that equals the log's, after the ball `actionId`. */
export interface AgreedScore {
  runs: number;
  wickets: number;
  legalBalls: number;
  /** 1-based, super overs included */
  inningsNumber: number;
  actionId: string;
  at: AgreedAt;
  by: readonly Seat[];
}

/** A ball as scorers compare it at the end of an over; other actions have `type` only. */
export interface BallSummary {
  type?: ActionType | null;
  strikerId?: string | null;
  nonStrikerId?: string | null;
  bowlerId?: string | null;
  runsOffBat?: number | null;
  extras?: Extras | null;
  totalRuns?: number | null;
  dismissedPlayerId?: string | null;
  wicketType?: WicketType | null;
  fielderIds?: readonly string[] | null;
}

/** A ball in a book, as scorers compare it. */
export interface BookSummary {
  type?: ActionType | null;
  strikerId?: string | null;
  nonStrikerId?: string | null;
  bowlerId?: string | null;
  runsOffBat?: number | null;
  extras?: Extras | null;
  totalRuns?: number | null;
  dismissedPlayerId?: string | null;
  wicketType?: WicketType | null;
  fielderIds?: readonly string[] | null;
  entryId: string;
}

/** A ball in the log and in each book; null for a book that lacks it. */
export interface CheckedBall {
  actionId: string;
  isIdentical: boolean;
  log: BallSummary;
  books: Partial<Record<Seat, BookSummary | null>>;
}

/** The last over that is complete in all books; at most its last 24 balls. */
export interface CheckedOver {
  /** 1-based, super overs included */
  inningsNumber: number;
  /** 0-based */
  overNumber: number;
  isIdentical: boolean;
  /** legal balls; of a partnership those faced */
  balls: readonly CheckedBall[];
}

/** `matches/{matchId}/disputes/{inningsNumber}_{place}`: a difference between books. For an entry or a statement, its seat, id and person follow in the document's id. */
export interface Dispute {
  id: string;
  matchId: string;
  status: "open" | "resolved";
  /** 1-based, super overs included */
  inningsNumber: number;
  /** the present or future sequence of the ball */
  place: number;
  /** the last place with the same difference in details */
  through?: number | null;
  kind: DisputeKind;
  /** the log waits for its resolution */
  blocks: boolean;
  /** the fields that differ: `score`, `strikerId`, `wicket.fielderIds`, ... */
  fields: readonly string[];
  /** empty until all seats have recorded the ball */
  claims: Partial<Record<Seat, DisputeClaim>>;
  /** only for the kinds `extra` and `opened` */
  entry?: DisputedEntry | null;
  /** only if one is likely */
  suggestion?: Suggestion | null;
  /** the disputed ball of the log */
  actionId?: string | null;
  /** when it was last raised */
  raisedAt: Timestamp;
  /** how often it was raised */
  raisedCount: number;
  updatedAt: Timestamp;
  resolvedAt?: Timestamp | null;
  /** the way in which it was resolved */
  method?: RulingMethod | "amended" | "majority" | "gone" | null;
  /** the ruling that resolved it */
  rulingNumber?: number | null;
  /** only for kind `provider`: its total */
  provider?: ProviderTotal | null;
  /** only for kind `provider`: the log's total */
  log?: DisputedTotal | null;
}

/** The record of a ball by one seat. */
export interface DisputeClaim {
  personId: string;
  entryId: string;
  versionId: string;
  /** the fields of the ball, as in the log */
  ball: Record<string, unknown>;
}

/** An entry without a ball in the log, or a statement with a wrong score. */
export interface DisputedEntry {
  seat: Seat;
  /** the owner of the book */
  personId: string;
  entryId: string;
}

/** The total of an innings, in a dispute with a data provider. */
export interface DisputedTotal {
  runs: number;
  wickets: number;
  /** of the innings */
  legalBalls: number;
}

/** `matches/{matchId}/live/consensus`: voting seats, open disputes, standing of each scorer. */
export interface LiveConsensus {
  matchId: string;
  /** in force for the next ball */
  tier: "SINGLE" | "DUAL" | "TRIPLE" | null;
  seats: Partial<Record<Seat, SeatStanding>>;
  /** the future action id of the ball for which the log waits */
  blockedAt: string | null;
  openDisputes: number;
  /** ids of the open disputes */
  disputes: readonly string[];
  /** null before the first one, and after 24 balls of the over in progress */
  lastOver: CheckedOver | null;
  /** only while the log is blocked */
  provisional: Provisional | null;
  agreed: AgreedScore | null;
  /** the first 40 */
  scoreDifferences: readonly ScoreDifference[];
  lastUpdated: Timestamp;
}

/** `matches/{matchId}/notices/{personId}`: the open disputes that concern an official. */
export interface Notice {
  matchId: string;
  personId: string;
  /** those that concern this person */
  openDisputes: number;
  /** the first 50 of them; those that block the log come first */
  disputes: readonly NoticeItem[];
  /** increases with each change */
  revision: number;
  lastUpdated: Timestamp;
}

/** One dispute in the notice to an official; `asked` is what the official should do. */
export interface NoticeItem {
  disputeId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  place: number;
  /** 12.4, as recorded in the books that have the ball */
  ball: string | null;
  kind: DisputeKind;
  blocks: boolean;
  fields: readonly string[];
  suggestion: Suggestion | null;
  asked: NoticeAsk;
  /** this person's own record of the ball */
  yourWord: Record<string, unknown> | null;
  raisedAt: Timestamp | null;
}

/** The total that a data provider states. */
export interface ProviderTotal {
  runs: number;
  wickets: number;
  /** of the innings */
  legalBalls: number;
  /** of the provider */
  name: string;
}

/** The score with the waiting balls that every seat has passed, as the highest seat has them. */
export interface Provisional {
  /** 1-based, super overs included */
  inningsNumber: number;
  runs: number;
  wickets: number;
  /** complete overs */
  overs: number;
  /** of the over in progress */
  balls: number;
  waiting: number;
}

/** A score stated as agreed that differs from the log's. */
export interface ScoreDifference {
  seat: Seat;
  personId: string;
  entryId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  actionId: string;
  at: AgreedAt;
  stated: StatedScore;
  log: StatedScore;
  message: string;
  law: string;
}

/** The standing of a scorer; counts may be some balls old. */
export interface SeatStanding {
  personId: string;
  votes: boolean;
  /** six balls behind */
  isSilent: boolean;
  submitted: number;
  agreed: number;
  waiting: number;
  missed: number;
  behind: number;
  dissents: number;
  extras: number;
  late: number;
  /** 0 to 1 */
  agreementRate: number | null;
}

/** A score: runs, wickets and legal balls. */
export interface StatedScore {
  runs: number;
  wickets: number;
  legalBalls: number;
}

/** The likely cause of a dispute. */
export interface Suggestion {
  cause: DisputeCause;
  /** the seat that missed or doubled a ball */
  seat: Seat | null;
}
