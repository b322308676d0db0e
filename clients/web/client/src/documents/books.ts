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

/** The last score stated as agreed that is the log's; `actionId` of the ball it is behind. */
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

/** What scorers compare at the end of an over; `type` alone of what is no ball. */
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

/** The same in a book. */
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

/** The last complete over in all books; the last 24 balls of it. */
export interface CheckedOver {
  /** 1-based, super overs included */
  inningsNumber: number;
  /** 0-based */
  overNumber: number;
  isIdentical: boolean;
  /** legal balls; of a partnership those faced */
  balls: readonly CheckedBall[];
}

/** `matches/{matchId}/disputes/{inningsNumber}_{place}`: where books differ. Of an entry or a statement, its seat, id and person are behind that. */
export interface Dispute {
  id: string;
  matchId: string;
  status: "open" | "resolved";
  /** 1-based, super overs included */
  inningsNumber: number;
  /** the sequence that the ball has, or would get */
  place: number;
  /** the last place of details that differ alike */
  through?: number | null;
  kind: DisputeKind;
  /** the log waits for it */
  blocks: boolean;
  /** what differs: `score`, `strikerId`, `wicket.fielderIds`, ... */
  fields: readonly string[];
  /** empty while not all have spoken */
  claims: Partial<Record<Seat, DisputeClaim>>;
  /** of the kinds `extra` and `opened` alone */
  entry?: DisputedEntry | null;
  /** only where it is likely */
  suggestion?: Suggestion | null;
  /** the ball of the log that it is about */
  actionId?: string | null;
  /** when it was last raised */
  raisedAt: Timestamp;
  /** how often it was raised */
  raisedCount: number;
  updatedAt: Timestamp;
  resolvedAt?: Timestamp | null;
  /** how it was resolved */
  method?: RulingMethod | "amended" | "majority" | "gone" | null;
  /** by which ruling */
  rulingNumber?: number | null;
  /** of kind `provider` alone: what it states */
  provider?: ProviderTotal | null;
  /** of kind `provider` alone: what the log has */
  log?: DisputedTotal | null;
}

/** What a seat says. */
export interface DisputeClaim {
  personId: string;
  entryId: string;
  versionId: string;
  /** of the ball, as the log has one */
  ball: Record<string, unknown>;
}

/** An entry that the log has no ball for, or a statement with a wrong score. */
export interface DisputedEntry {
  seat: Seat;
  /** whose book it is in */
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

/** `matches/{matchId}/live/consensus`: who votes, what is disputed, how each scorer stands. */
export interface LiveConsensus {
  matchId: string;
  /** in force for the next ball */
  tier: "SINGLE" | "DUAL" | "TRIPLE" | null;
  seats: Partial<Record<Seat, SeatStanding>>;
  /** action id that the ball which the log waits for would get */
  blockedAt: string | null;
  openDisputes: number;
  /** their ids */
  disputes: readonly string[];
  /** null before one, and 24 balls into the next */
  lastOver: CheckedOver | null;
  /** while the log is held back */
  provisional: Provisional | null;
  agreed: AgreedScore | null;
  /** the first 40 */
  scoreDifferences: readonly ScoreDifference[];
  lastUpdated: Timestamp;
}

/** `matches/{matchId}/notices/{personId}`: what is asked of an official. */
export interface Notice {
  matchId: string;
  personId: string;
  /** those that concern this person */
  openDisputes: number;
  /** the first 50 of them, what holds the log back first */
  disputes: readonly NoticeItem[];
  /** grows at each change */
  revision: number;
  lastUpdated: Timestamp;
}

/** What is asked of an official in one dispute. */
export interface NoticeItem {
  disputeId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  place: number;
  /** 12.4, as those who have spoken have it */
  ball: string | null;
  kind: DisputeKind;
  blocks: boolean;
  fields: readonly string[];
  suggestion: Suggestion | null;
  asked: NoticeAsk;
  /** what this person's book says */
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

/** The score with the balls that every seat has passed, as the highest seat has them. */
export interface Provisional {
  /** 1-based, super overs included */
  inningsNumber: number;
  runs: number;
  wickets: number;
  /** complete ones */
  overs: number;
  /** of the over in progress */
  balls: number;
  waiting: number;
}

/** A score stated as agreed that is not the log's. */
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

/** How a scorer stands; counts may be some balls old. */
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

/** A score in its three numbers. */
export interface StatedScore {
  runs: number;
  wickets: number;
  legalBalls: number;
}

/** The likely cause of a dispute. */
export interface Suggestion {
  cause: DisputeCause;
  /** who missed or doubled a ball */
  seat: Seat | null;
}
