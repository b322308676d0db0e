// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { LedgerHead } from "./live.js";
import type { Timestamp } from "./moment.js";
import type {
  ActionType,
  CloseReason,
  HealthCode,
  Outcome,
  ReplacementReason,
  ReplacementRole,
  Retirement,
  Severity,
  SuspensionScope,
  WicketType,
} from "./vocabulary.js";

/** The facts of a ball and its players. Totals are in `live/score`, OVER_COMPLETE and INNINGS_COMPLETE. */
export interface BallBowled {
  /** 0-based over, the ball it is or would be: 12.4 */
  over: string;
  battingTeamId: string | null;
  battingTeam: string | null;
  /** as recorded, 0-based */
  overNumber: number;
  /** as recorded, 1-based */
  ballInOver: number;
  strikerId: string;
  strikerName: string;
  nonStrikerId: string;
  nonStrikerName: string;
  bowlerId: string;
  bowlerName: string;
  runsOffBat: number;
  extras: BallExtras;
  totalRuns: number;
  isLegalDelivery: boolean;
  isWicket: boolean;
  /** as the current over shows it: 4, 1nb, W */
  display: string;
  /** where it reached it */
  boundary?: 4 | 6 | null;
  /** short, pulled through segment 7 */
  shot?: string | null;
  wicket?: BallWicket | null;
}

/** A ball. */
export interface BallBowledEvent {
  type: "BALL_BOWLED";
  data: BallBowled;
}

/** An action that was replaced by a correction. */
export interface BallCorrected {
  actionType: ActionType | null;
  /** 0-based */
  overNumber?: number | null;
  /** 1-based */
  ballInOver?: number | null;
  strikerId?: string | null;
  strikerName?: string | null;
  bowlerId?: string | null;
  bowlerName?: string | null;
  playerId?: string | null;
  playerName?: string | null;
  correctedById: string;
}

/** In a document that is retracted. */
export interface BallCorrectedEvent {
  type: "BALL_CORRECTED";
  data: BallCorrected;
}

/** The runs of a ball that were not made off the bat, as the laws count them. */
export interface BallExtras {
  wide: number;
  noBall: number;
  bye: number;
  legBye: number;
  penalty: number;
}

/** An action that was undone, with the fields that it has. `actionType` is null if it is unreadable. */
export interface BallVoided {
  actionType: ActionType | null;
  /** 0-based */
  overNumber?: number | null;
  /** 1-based */
  ballInOver?: number | null;
  strikerId?: string | null;
  strikerName?: string | null;
  bowlerId?: string | null;
  bowlerName?: string | null;
  playerId?: string | null;
  playerName?: string | null;
}

/** In a document that is retracted. */
export interface BallVoidedEvent {
  type: "BALL_VOIDED";
  data: BallVoided;
}

/** The wicket of a ball, and the innings that it ended. `fielderIds` includes everyone who assisted. */
export interface BallWicket {
  type: WicketType;
  dismissedPlayerId: string;
  dismissedPlayerName: string;
  /** null: no bowler's wicket */
  bowlerId: string | null;
  bowlerName: string | null;
  fielderIds: readonly string[];
  fielderNames: readonly string[];
  substituteIds: readonly string[];
  runs: number;
  /** without wides */
  ballsFaced: number;
  fours: number;
  sixes: number;
}

/** A batter came in, or back. */
export interface BatterCame {
  change: "arrived" | "resumed";
  playerId: string;
  playerName: string;
}

/** A batter at the crease; balls exclude wides. */
export interface BatterFigures {
  playerId: string;
  playerName: string;
  runs: number;
  /** without wides */
  ballsFaced: number;
}

/** A batter retired. */
export interface BatterLeft {
  change: "retired";
  playerId: string;
  playerName: string;
  how: Retirement;
}

/** A batter reached a fifty or a further one. */
export interface BatterMilestone {
  milestone: "fifty" | "hundred" | "further_fifty";
  /** runs: 50, 100, 150 and so on */
  value: number;
  playerId: string;
  playerName: string;
  /** faced, without wides */
  balls: number;
  text: string;
}

/** A bowler may not continue to bowl. */
export interface BowlerBarred {
  change: "suspended";
  playerId: string;
  playerName: string;
  scope: SuspensionScope;
}

/** A bowler's figures in the innings so far. */
export interface BowlerFigures {
  playerId: string;
  playerName: string;
  /** for show: 3.4 */
  overs: number;
  maidens: number;
  runsConceded: number;
  wickets: number;
}

/** A bowler's other milestones. `value` counts wickets in the match, wickets in a row, or maidens. */
export interface BowlerMilestone {
  milestone: "ten_wickets" | "hat_trick" | "maiden";
  value: number;
  playerId: string;
  playerName: string;
  text: string;
}

/** A dispute between scorers was raised or resolved. `data` has the fields of the dispute's document. */
export interface DisputeEvent {
  type: "SCORING_DISPUTE_RAISED" | "DISPUTE_RESOLVED";
  data: Record<string, unknown>;
}

/** A problem of the action. */
export interface ErrorEvent {
  type: "ERROR";
  data: ErrorTold;
}

/** A problem of the action. `severity` error: the action did not count. */
export interface ErrorTold {
  code: HealthCode;
  severity: Severity;
  message: string;
  law?: string | null;
}

/** `matches/{matchId}/events/{actionId}`: the events of an action, in their order. Documents are sorted by innings and `orderKey`, as plain texts. Changes are read by (`revision`, id). */
export interface FeedDocument {
  matchId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  /** 1-based in its innings */
  sequenceNumber: number;
  /** the action's place in the effective log: 0037, 0037.0052 */
  orderKey: string;
  events: readonly FeedEvent[];
  /** the action's line in the replay; absent if retracted */
  commentary?: string | null;
  /** of an action without a ball: `type` and its fields in the log, named */
  fact?: Record<string, unknown> | null;
  /** by the scorer's clock, ISO */
  timestamp?: string | null;
  /** true: voided, or corrected by another */
  isRetracted: boolean;
  /** of the last change; a counter of the feed that only grows */
  revision: number;
  /** TTL: two years after the match's day */
  expireAt: Timestamp | null;
}

/** An event of the feed, by `type`. */
export type FeedEvent =
  | BallBowledEvent
  | WicketFallenEvent
  | OverCompleteEvent
  | InningsCompleteEvent
  | MatchCompleteEvent
  | PlayerChangedEvent
  | MilestoneAchievedEvent
  | BallVoidedEvent
  | BallCorrectedEvent
  | DisputeEvent
  | ErrorEvent;

/** Five wickets in an innings. */
export interface FiveWickets {
  milestone: "five_wickets";
  value: number;
  playerId: string;
  playerName: string;
  /** conceded */
  runs: number;
  text: string;
}

/** The end of an innings, with up to three of its best batters and bowlers. */
export interface InningsComplete {
  reason: CloseReason;
  battingTeamId: string | null;
  battingTeam: string | null;
  isSuperOver: boolean;
  runs: number;
  wickets: number;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls */
  balls: number;
  topBatsmen: readonly TopBatter[];
  topBowlers: readonly TopBowler[];
  text: string;
}

/** The end of an innings. */
export interface InningsCompleteEvent {
  type: "INNINGS_COMPLETE";
  data: InningsComplete;
}

/** How the match ended; `text` is as a scorecard prints it. */
export interface MatchComplete {
  winnerId: string | null;
  winner: string | null;
  result: Outcome;
  /** 7 wickets, 1 run */
  margin: string | null;
  method: string | null;
  text: string;
  playerOfMatchIds: readonly string[];
  playerOfMatchNames: readonly string[];
  /** as of when this was written */
  ledger?: LedgerHead | null;
}

/** The end of the match. */
export interface MatchCompleteEvent {
  type: "MATCH_COMPLETE";
  data: MatchComplete;
}

/** A milestone, by `milestone`; super overs have none. */
export type MilestoneAchieved =
  | BatterMilestone
  | FiveWickets
  | BowlerMilestone
  | PartnershipMilestone
  | TeamMilestone;

/** A milestone. */
export interface MilestoneAchievedEvent {
  type: "MILESTONE_ACHIEVED";
  data: MilestoneAchieved;
}

/** An over: its runs, wickets and legal balls, the innings' total, the figures of its bowlers and of the batters at the crease. */
export interface OverComplete {
  /** 0-based */
  overNumber: number;
  runs: number;
  wickets: number;
  /** legal balls */
  balls: number;
  bowlerIds: readonly string[];
  bowlerNames: readonly string[];
  battingTeamId: string | null;
  battingTeam: string | null;
  inningsRuns: number;
  inningsWickets: number;
  bowlers: readonly BowlerFigures[];
  /** striker first */
  batters: readonly BatterFigures[];
}

/** The end of an over. */
export interface OverCompleteEvent {
  type: "OVER_COMPLETE";
  data: OverComplete;
}

/** A partnership's fifties and hundreds, extras included. */
export interface PartnershipMilestone {
  milestone: "partnership_fifty" | "partnership_hundred";
  /** runs */
  value: number;
  playerIds: readonly string[];
  playerNames: readonly string[];
  /** faced together */
  balls: number;
  text: string;
}

/** A player replaced another; `playerId` is the one who came in. */
export interface PlayerCameFor {
  change: "replaced";
  playerId: string;
  playerName: string;
  teamId: string;
  teamName: string;
  outPlayerId?: string | null;
  outPlayerName?: string | null;
  role: ReplacementRole;
  reason: ReplacementReason;
}

/** A change of who plays, by `change`. */
export type PlayerChanged = BatterCame | BatterLeft | BowlerBarred | PlayerCameFor;

/** A player came, left, or may not continue. */
export interface PlayerChangedEvent {
  type: "PLAYER_CHANGED";
  data: PlayerChanged;
}

/** The partnership that a wicket ended; `runs` include extras. */
export interface Stand {
  batsmanAId: string;
  batsmanAName: string;
  batsmanBId: string | null;
  batsmanBName: string | null;
  runs: number;
  /** faced together */
  balls: number;
}

/** A side's fifties and hundreds, extras and penalty runs included. */
export interface TeamMilestone {
  milestone: "team_fifty" | "team_hundred";
  /** runs */
  value: number;
  teamId: string | null;
  teamName: string | null;
  /** legal balls */
  balls: number;
  text: string;
}

/** A batter's innings in short. */
export interface TopBatter {
  playerId: string;
  playerName: string;
  runs: number;
  /** without wides */
  ballsFaced: number;
  isOut: boolean;
}

/** A bowler's innings in short. */
export interface TopBowler {
  playerId: string;
  playerName: string;
  wickets: number;
  runsConceded: number;
  /** legal balls */
  ballsBowled: number;
}

/** A wicket: the score and the over at its fall, the batter's innings, the partnership it ended. */
export interface WicketFallen {
  /** 1-based */
  wicketNumber: number;
  score: number;
  /** 0-based over, legal balls: 12.4 */
  over: string;
  type: WicketType | null;
  dismissedPlayerId: string;
  dismissedPlayerName: string;
  /** null: no bowler's wicket */
  bowlerId: string | null;
  bowlerName: string | null;
  fielderIds: readonly string[];
  fielderNames: readonly string[];
  substituteIds: readonly string[];
  runs: number;
  /** without wides */
  ballsFaced: number;
  /** null: not known yet, or nobody */
  newBatterId: string | null;
  newBatterName: string | null;
  partnership: Stand | null;
  description: string;
}

/** A wicket, off a ball or without one. */
export interface WicketFallenEvent {
  type: "WICKET_FALLEN";
  data: WicketFallen;
}
