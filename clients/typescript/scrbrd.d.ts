// The documents of SCRBRD. Written from the models by `python -m scrbrd_admin.datamodel`; do not
// edit. A Moment is a Timestamp in what functions write; ISO texts are read too where people write.

import type { Timestamp } from "firebase/firestore";

export type Moment = Timestamp | string;

/** Someone of the eleven who did not come in. */
export interface Absentee {
  playerId: string;
  playerName: string;
  description: string;
}

/** How far a match official's assignment has come; all but `no_show` give authority. */
export type AssignmentStatus = "assigned" | "confirmed" | "present" | "no_show";

/** What was awarded after the match. */
export interface Awards {
  playerOfMatchIds?: readonly string[];
}

/** One delivery of the current over; `runs` is everything the ball brought. */
export interface BallProjection {
  runs: number;
  isWicket: boolean;
  extraType?: string | null;
  display: string;
}

/** A batter's line. `balls_faced` excludes wides; `batting_position` is his order of entry. */
export interface BatsmanProjection {
  playerId: string;
  playerName: string;
  runs: number;
  ballsFaced: number;
  fours: number;
  sixes: number;
  strikeRate: number;
  isOut: boolean;
  dismissal?: DismissalProjection | null;
  isOnStrike: boolean;
  battingPosition: number;
}

/** A new batter came to the crease, at the named end. */
export interface BatterArrived {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "batter_arrived";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  playerId: string;
  end?: End | null;
}

/** A dismissal with no ball bowled: timed out (Law 40), or run out before the delivery. */
export interface BatterDismissed {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "batter_dismissed";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  playerId: string;
  wicketType: WicketType;
  fielderIds?: readonly string[];
  substituteIds?: readonly string[];
  end?: End | null;
}

/** A retired batter came back; after `retired out` only with consent (Law 25.4.3). */
export interface BatterResumed {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "batter_resumed";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  playerId: string;
  consent?: boolean;
}

/** A batter left his innings (Law 25.4); only `out` is a wicket. */
export interface BatterRetired {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "batter_retired";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  playerId: string;
  as: Retirement;
}

/** A bowler's line. `balls_bowled` are legal; `wides` and `no_balls` are runs, as in extras. */
export interface BowlerProjection {
  playerId: string;
  playerName: string;
  overs: number;
  ballsBowled: number;
  maidens: number;
  runsConceded: number;
  wickets: number;
  wides: number;
  noBalls: number;
  economy: number;
  dotBalls: number;
  spells: readonly SpellSummary[];
}

/** A bowler may not bowl again in the innings, or in the match (Law 41). */
export interface BowlerSuspended {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "bowler_suspended";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  playerId: string;
  scope?: SuspensionScope;
}

/** Which side of the stumps the bowler delivers from. */
export type BowlingAngle = "Over the Wicket" | "Round the Wicket";

/** Why an innings ended. */
export type CloseReason = "all_out" | "overs_complete" | "target_reached" | "declared" | "forfeited" | "abandoned";

/** What a match's conditions say differently from its format's; None: as the format has it. */
export interface Conditions {
  ballsPerOver?: number | null;
  oversPerInnings?: number | null;
  inningsPerSide?: number | null;
  playersPerSide?: number | null;
  noBallRuns?: number | null;
  wideRuns?: number | null;
  freeHit?: boolean | null;
  maxOversPerBowler?: number | null;
  powerplays?: readonly PowerplaySpan[] | null;
  lastManStands?: boolean | null;
  lawsEdition?: LawsEdition | null;
  graceMinutes?: number | null;
}

/** The innings in progress, or the last one. */
export interface CurrentInnings {
  battingTeamId: string | null;
  bowlingTeamId: string | null;
  runs: number;
  wickets: number;
  overs: number;
  balls: number;
  target?: number | null;
  strikerId: string | null;
  nonStrikerId: string | null;
  bowlerId: string | null;
  bowlingAngle?: string | null;
  oversLimit?: number | null;
  isFreeHit: boolean;
  powerplay?: PowerplayProjection | null;
  currentRunRate: number;
  requiredRunRate?: number | null;
  projectedScore?: number | null;
  runsRequired?: number | null;
  ballsRemaining?: number | null;
  stoppage?: string | null;
}

/** One ball. `over_number` is 0-based, `ball_in_over` 1-based and counts every delivery. Excluded from the over: wides, no-balls and `not_counted` balls (Law 17.3.2). */
export interface Delivery {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type?: "delivery";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  overNumber: number;
  ballInOver: number;
  strikerId: string;
  nonStrikerId: string;
  bowlerId: string;
  runsOffBat?: number;
  extras?: Extras;
  totalRuns?: number | null;
  isLegalDelivery?: boolean | null;
  isWicket?: boolean;
  wicket?: Wicket | null;
  shotData?: unknown;
  boundary?: boolean | null;
  runsRun?: number | null;
  notCounted?: boolean;
  overBalls?: number | null;
  bowlingAngle?: BowlingAngle | null;
  review?: unknown;
}

/** How a batter was out or left; `description` as scorecards print it. */
export interface DismissalProjection {
  type: string;
  bowlerId?: string | null;
  fielderIds?: readonly string[] | null;
  description: string;
}

/** An end of the pitch, named for who stood there when the ball was delivered. */
export type End = "striker" | "bowler";

/** Runs not off the bat. A wide is the penalty and all that was run or the boundary (Law 22). */
export interface Extras {
  wide?: number;
  noBall?: number;
  bye?: number;
  legBye?: number;
  penalty?: number;
}

/** Runs not off the bat. */
export interface ExtrasProjection {
  wides: number;
  noBalls: number;
  byes: number;
  legByes: number;
  penalty: number;
  total: number;
}

/** A wicket; `over` is over 0-based dot legal balls: the last ball of the first over is 0.6. */
export interface FallOfWicketEntry {
  wicketNumber: number;
  score: number;
  over: string;
  batsmanOutId: string;
  batsmanOutName: string;
  bowlerId?: string | null;
}

/** An innings ended; `absent_ids` are batters who could not come in (Law 13.4). */
export interface InningsClosed {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "innings_closed";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  reason: CloseReason;
  absentIds?: readonly string[];
}

/** A whole innings as a scorecard has it. */
export interface InningsProjection {
  inningsNumber: number;
  isSuperOver?: boolean | null;
  battingTeamId: string | null;
  battingTeam: string;
  runs: number;
  wickets: number;
  overs: number;
  balls: number;
  target?: number | null;
  closed?: string | null;
  batsmen: readonly BatsmanProjection[];
  didNotBat: readonly Absentee[];
  bowlers: readonly BowlerProjection[];
  extras: ExtrasProjection;
  fallOfWickets: readonly FallOfWicketEntry[];
  partnerships: readonly PartnershipProjection[];
}

/** An innings begins: who bats, who bowls, and what differs from the match's conditions. */
export interface InningsStarted {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "innings_started";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  battingTeamId: string;
  bowlingTeamId: string;
  superOver?: boolean;
  strikerId?: string | null;
  nonStrikerId?: string | null;
  bowlerId?: string | null;
  target?: number | null;
  oversLimit?: number | null;
  powerplays?: readonly PowerplaySpan[];
}

/** A Code or edition of the Laws, by the year it came into force. */
export type LawsEdition = "2000" | "2017" | "2019" | "2022" | "2026";

/** `matches/{matchId}/lineups/{teamId}_{playerId}`: one player's part in one match. */
export interface Lineup {
  id?: string | null;
  matchId?: string | null;
  teamId: string;
  playerId: string;
  playerName?: string | null;
  role?: LineupRole;
  isCaptain?: boolean;
  isViceCaptain?: boolean;
  isWicketkeeper?: boolean;
  battingPosition?: number | null;
  battedAt?: number | null;
  tookPart?: boolean | null;
  replacedBy?: string | null;
  substitutedAt?: Moment | null;
  substitutedFor?: string | null;
  substitutionReason?: SubstitutionReason | null;
  selectedAt?: Moment | null;
  selectedBy?: string | null;
  confirmedAt?: Moment | null;
  confirmedBy?: string | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
}

/** What a player is named as in the lineup. */
export type LineupRole = "playing_xi" | "substitute" | "reserve" | "withdrawn";

/** `matches/{matchId}/live/health`: what is wrong with the log. `lag_ms` in milliseconds from the ball's commit to this document's. */
export interface LiveHealth {
  matchId: string;
  problemCount: number;
  problems: readonly ProblemProjection[];
  lagMs: number;
  lastRebuild?: Record<string, unknown> | null;
  lastReconcile?: Record<string, unknown> | null;
  lastUpdated: Timestamp;
}

/** `matches/{matchId}/live/score`, without what only the commit knows (version, lastUpdated). */
export interface LiveScore {
  matchId: string;
  status: string;
  inningsNumber: number;
  currentInnings?: CurrentInnings | null;
  batsmen: readonly BatsmanProjection[];
  bowlers: readonly BowlerProjection[];
  currentOver: readonly BallProjection[];
  partnership?: PartnershipProjection | null;
  fallOfWickets: readonly FallOfWicketEntry[];
  extras?: ExtrasProjection | null;
  innings1?: InningsProjection | null;
  innings2?: InningsProjection | null;
  innings3?: InningsProjection | null;
  innings4?: InningsProjection | null;
  superOvers?: readonly InningsProjection[] | null;
  winnerId?: string | null;
  winMargin?: string | null;
  resultText?: string | null;
  lastActionId?: string | null;
  version: number;
  lastUpdated: Timestamp;
}

/** By how much a match was won; the functions write it. */
export interface Margin {
  runs?: number | null;
  wickets?: number | null;
  innings?: number | null;
}

/** `matches/{matchId}`: metadata only, never a score. */
export interface Match {
  homeTeamId: string;
  awayTeamId: string;
  homeTeamName?: string | null;
  awayTeamName?: string | null;
  seasonId?: string | null;
  competitionId?: string | null;
  format?: MatchFormat;
  conditions?: Conditions;
  venue?: string | null;
  scheduledAt?: Moment | null;
  toss?: Toss | null;
  validationTier?: ValidationTier;
  awards?: Awards | null;
  attribution?: string | null;
  status?: MatchStatus;
  result?: MatchResult | null;
  completedAt?: Moment | null;
  lockedAt?: Moment | null;
  lockedBy?: string | null;
  createdBy?: string | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
}

/** The match ended otherwise than the score alone tells, or the scorers confirm how. */
export interface MatchClosed {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "match_closed";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  outcome: Outcome;
  winnerTeamId?: string | null;
  method?: string | null;
}

/** The formats of the public schema; Custom says everything in its conditions. */
export type MatchFormat = "T20" | "ODI" | "Test" | "Hundred" | "Custom";

/** The result as the match document holds it; the functions write it at transitions. */
export interface MatchResult {
  outcome: Outcome;
  winnerTeamId?: string | null;
  by?: Margin | null;
  method?: string | null;
  text?: string;
}

/** An official's or helper's part in one match. */
export type MatchRole = "umpire_on_field" | "umpire_third" | "umpire_reserve" | "match_referee" | "scorer_home" | "scorer_away" | "scorer_neutral" | "medical_officer" | "groundskeeper";

/** `match_role_assignments/{matchId}_{personId}_{role}`: an official of one match. */
export interface MatchRoleAssignment {
  id?: string | null;
  personId: string;
  startDate?: Timestamp | null;
  endDate?: Timestamp | null;
  seasonId?: string | null;
  assignedBy?: string | null;
  assignedAt?: Timestamp | null;
  revokedBy?: string | null;
  revokedAt?: Timestamp | null;
  createdAt?: Timestamp | null;
  updatedAt?: Timestamp | null;
  matchId: string;
  role: MatchRole;
  status: AssignmentStatus;
  confirmedAt?: Timestamp | null;
  arrivedAt?: Timestamp | null;
}

/** Where a match stands; the functions alone write it. */
export type MatchStatus = "scheduled" | "live" | "innings_break" | "completed";

/** How a match ended. */
export type Outcome = "win" | "tie" | "draw" | "no_result" | "abandoned" | "awarded" | "conceded";

/** Two batters together. Runs include extras but no penalty runs; balls are those faced. */
export interface PartnershipProjection {
  wicketNumber: number;
  batsmanAId: string;
  batsmanBId: string | null;
  runs: number;
  balls: number;
  runsA: number;
  runsB: number;
}

/** Penalty runs to a side (Law 18.6); no batter's and no bowler's. */
export interface PenaltyAwarded {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "penalty_awarded";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  toTeamId: string;
  runs: number;
  law?: string | null;
}

/** Play went on. */
export interface PlayResumed {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "play_resumed";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  reason?: string | null;
}

/** Play was stopped: rain, bad light, an interval. */
export interface PlayStopped {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "play_stopped";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  reason?: string | null;
}

/** One player took another's place in the match, or in one role. */
export interface PlayerReplaced {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "player_replaced";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  teamId: string;
  outPlayerId?: string | null;
  inPlayerId: string;
  role?: ReplacementRole;
  reason?: ReplacementReason;
}

/** The fielding restriction in force; `to_over` 0-based, inclusive. */
export interface PowerplayProjection {
  type: string;
  toOver: number;
}

/** Overs of fielding restrictions, 0-based and inclusive; the balls are legal ones, 1-based. */
export interface PowerplaySpan {
  type?: string;
  fromOver: number;
  toOver: number;
  fromBall?: number | null;
  toBall?: number | null;
}

/** What is wrong with one action. `severity`: error (it was skipped), warning, info. */
export interface ProblemProjection {
  actionId: string;
  code: string;
  severity: string;
  message: string;
  law?: string | null;
}

/** Why a player was replaced. */
export type ReplacementReason = "concussion" | "injury" | "tactical" | "covid" | "impact" | "supersub" | "suspended" | "national" | "unknown";

/** What the incoming player may do: everything, or one role for now. */
export type ReplacementRole = "player" | "batter" | "bowler";

/** Why a batter left without being dismissed by the bowling side (Law 25.4). */
export type Retirement = "hurt" | "out" | "not_out";

/** What a person is at a school. */
export type SchoolRole = "director_of_cricket" | "head_coach" | "assistant_coach" | "administrator" | "scorer" | "groundskeeper" | "medical_officer";

/** `school_role_assignments/{schoolId}_{personId}_{role}`: who holds what at a school. */
export interface SchoolRoleAssignment {
  id?: string | null;
  personId: string;
  startDate?: Timestamp | null;
  endDate?: Timestamp | null;
  seasonId?: string | null;
  assignedBy?: string | null;
  assignedAt?: Timestamp | null;
  revokedBy?: string | null;
  revokedAt?: Timestamp | null;
  createdAt?: Timestamp | null;
  updatedAt?: Timestamp | null;
  schoolId: string;
  role: SchoolRole;
  isPrimary?: boolean;
  notes?: string | null;
}

/** Where an action came from. */
export type Source = "live" | "manual_entry" | "import" | "migration" | "correction";

/** Overs without a rest; both 0-based and inclusive. */
export interface SpellSummary {
  startOver: number;
  endOver: number;
  runs: number;
  wickets: number;
}

/** Why a lineup changed during the match, in the public schema's words. */
export type SubstitutionReason = "concussion" | "covid" | "tactical" | "injury";

/** How long a suspended bowler may not bowl. */
export type SuspensionScope = "innings" | "match";

/** Overs were lost. `par`: the score at which an unfinished chase would be level. */
export interface TargetRevised {
  id: string;
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  type: "target_revised";
  nonce?: string;
  follows?: string;
  recordedBy?: string | null;
  recordedAs?: string | null;
  source?: Source;
  timestamp?: Moment | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
  schemaVersion?: number;
  isVoided?: boolean;
  voidReason?: string | null;
  voidedBy?: string | null;
  voidedAt?: Moment | null;
  corrects?: string | null;
  correctedBy?: string | null;
  after?: string | null;
  note?: unknown;
  target?: number | null;
  oversLimit?: number | null;
  method?: string | null;
  par?: number | null;
}

/** What a person is in a team; captaincies are flags of a player. */
export type TeamRole = "player" | "coach" | "assistant_coach" | "manager" | "scorer" | "analyst";

/** `team_role_assignments/{teamId}_{personId}_{role}`: who plays for or looks after a team. */
export interface TeamRoleAssignment {
  id?: string | null;
  personId: string;
  startDate?: Timestamp | null;
  endDate?: Timestamp | null;
  seasonId?: string | null;
  assignedBy?: string | null;
  assignedAt?: Timestamp | null;
  revokedBy?: string | null;
  revokedAt?: Timestamp | null;
  createdAt?: Timestamp | null;
  updatedAt?: Timestamp | null;
  teamId: string;
  role: TeamRole;
  isCaptain?: boolean;
  isViceCaptain?: boolean;
  jerseyNumber?: string | null;
  notes?: string | null;
}

/** Who won the toss and what they chose. */
export interface Toss {
  winnerTeamId: string;
  decision: TossDecision;
}

/** What the winner of the toss chose to do first. */
export type TossDecision = "bat" | "field";

/** How many scorers must agree before a ball counts. */
export type ValidationTier = "HONOR" | "SINGLE" | "DUAL" | "TRIPLE";

/** A dismissal; `end` is where the wicket was put down, `crossed` whether the batters had. */
export interface Wicket {
  type: WicketType;
  dismissedPlayerId: string;
  fielderIds?: readonly string[];
  assistFielderIds?: readonly string[];
  substituteIds?: readonly string[];
  end?: End | null;
  crossed?: boolean | null;
}

/** How an innings of a batter ended. */
export type WicketType = "bowled" | "caught" | "lbw" | "run_out" | "stumped" | "hit_wicket" | "handled_ball" | "obstructing_field" | "hit_ball_twice" | "timed_out" | "retired_out" | "retired_hurt" | "retired_not_out";

/** Any action of the log. */
export type ScoringAction =
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
  | MatchClosed;
