// The documents of SCRBRD. Written from the models by `python -m devtools.datamodel`; do not
// edit. A Moment is a Timestamp in what functions write; ISO texts are read too where people write.

import type { Timestamp } from "firebase/firestore";

export type Moment = Timestamp | string;

/** Someone of the eleven who did not come in. */
export interface Absentee {
  playerId: string;
  playerName: string;
  description: string;
}

/** What an action of the log records: a ball, or a fact that no ball can carry. */
export type ActionType = "delivery" | "innings_started" | "innings_closed" | "batter_dismissed" | "batter_retired" | "batter_resumed" | "batter_arrived" | "bowler_suspended" | "penalty_awarded" | "target_revised" | "play_stopped" | "play_resumed" | "player_replaced" | "match_closed";

/** A batter's innings. */
export interface ArchiveBatting {
  playerId: string;
  playerName: string;
  inningsNumber: number;
  battingTeamId: string | null;
  battingTeam: string;
  runs: number;
  ballsFaced: number;
  fours: number;
  sixes: number;
  strikeRate: number;
  isOut: boolean;
}

/** A bowler's innings; `figures` as 5/23. */
export interface ArchiveBowling {
  playerId: string;
  playerName: string;
  inningsNumber: number;
  bowlingTeamId: string | null;
  bowlingTeam: string;
  figures: string;
  wickets: number;
  runsConceded: number;
  overs: number;
  ballsBowled: number;
  maidens: number;
}

/** What speaks for a player of the match: points, and a sentence for each lot of them. */
export interface ArchiveCase {
  playerId: string;
  playerName: string;
  teamId: string | null;
  teamName: string;
  points: number;
  reasons: readonly string[];
}

/** The fastest fifty or hundred of the match. */
export interface ArchiveFastest {
  playerId: string;
  playerName: string;
  inningsNumber: number;
  /** faced, without wides */
  balls: number;
  actionId: string;
}

/** `matches/{matchId}/archive/highlights`: in order of play; turning overs by their swing. */
export interface ArchiveHighlights {
  matchId: string;
  highlights: readonly Highlight[];
  turningOvers: readonly TurningOver[];
  /** how many highlights did not fit */
  leftOut: number;
  lastUpdated: Timestamp;
}

/** The score of an innings. */
export interface ArchiveInnings {
  inningsNumber: number;
  battingTeamId: string | null;
  battingTeam: string;
  runs: number;
  wickets: number;
  overs: number;
  /** legal balls */
  balls: number;
  target: number | null;
  closed: CloseReason | null;
  extras: ExtrasProjection;
}

/** Two batters together; runs with extras. */
export interface ArchivePartnership {
  inningsNumber: number;
  battingTeamId: string | null;
  battingTeam: string;
  wicketNumber: number;
  runs: number;
  /** faced together */
  balls: number;
  batsmen: readonly ArchiveShare[];
}

/** One player. */
export interface ArchivePlayer {
  playerId: string;
  playerName: string;
}

/** Whom the figures suggest, two behind, and whom people awarded it to. */
export interface ArchivePlayerOfMatch {
  suggestion: ArchiveCase | null;
  runnersUp: readonly ArchiveCase[];
  awarded: readonly ArchivePlayer[];
}

/** `matches/{matchId}/archive/replay_{part}`: the match in order of play. Parts are 1-based. */
export interface ArchiveReplay {
  matchId: string;
  part: number;
  parts: number;
  /** every line, those of facts too */
  balls: readonly ReplayLine[];
  lastUpdated: Timestamp;
}

/** How the match ended; `winner` is the name, `text` as a scorecard prints it. */
export interface ArchiveResult {
  outcome: Outcome;
  winnerId: string | null;
  winner: string | null;
  margin: string | null;
  method: string | null;
  text: string;
}

/** What one of a pair made off the bat. */
export interface ArchiveShare {
  playerId: string;
  playerName: string;
  runs: number;
}

/** `matches/{matchId}/archive/summary`. Super overs stand apart from every figure; up to five are named in a list. */
export interface ArchiveSummary {
  matchId: string;
  format: MatchFormat;
  /** whether it counts in no competition */
  isFriendly: boolean;
  venue: string | null;
  attribution: string | null;
  teams: readonly ArchiveTeam[];
  toss: ArchiveToss | null;
  innings: readonly ArchiveInnings[];
  superOvers: readonly ArchiveInnings[];
  result: ArchiveResult | null;
  topScorers: readonly ArchiveBatting[];
  bestBowling: readonly ArchiveBowling[];
  highestPartnerships: readonly ArchivePartnership[];
  fastestFifty: ArchiveFastest | null;
  fastestHundred: ArchiveFastest | null;
  /** of all innings: wides and so on, total */
  extras: Record<string, number>;
  playerOfMatch: ArchivePlayerOfMatch;
  /** as of when this was written */
  ledger?: LedgerHead | null;
  lastUpdated: Timestamp;
}

/** One side. */
export interface ArchiveTeam {
  teamId: string | null;
  teamName: string;
}

/** Who won the toss; `winner` is the name. */
export interface ArchiveToss {
  winnerId: string;
  winner: string;
  decision: TossDecision;
}

/** How far a match official's assignment has come; all but `no_show` give authority. */
export type AssignmentStatus = "assigned" | "confirmed" | "present" | "no_show";

/** What was awarded after the match. */
export interface Awards {
  playerOfMatchIds?: readonly string[];
}

/** The ball's own facts and its players; totals are in `live/score`, OVER_COMPLETE and INNINGS_COMPLETE. */
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

/** An action in whose place another counts. */
export interface BallCorrected {
  actionType: ActionType | null;
  overNumber?: number | null;
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

/** One delivery of the current over; `runs` is everything the ball brought. `over` is over 0-based dot ball: a wide or no-ball has that of the ball that it would have been. */
export interface BallProjection {
  runs: number;
  isWicket: boolean;
  extraType?: string | null;
  display: string;
  actionId?: string | null;
  bowlerId?: string | null;
  bowlerName?: string | null;
  over?: string | null;
}

/** An action that was undone: what it was, as far as it says. `actionType` null: unreadable. */
export interface BallVoided {
  actionType: ActionType | null;
  overNumber?: number | null;
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

/** The wicket of a ball, and the innings that it ended; `fielderIds` are all who had a hand in it. */
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
  ballsFaced: number;
  fours: number;
  sixes: number;
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

/** A batter came in, or back. */
export interface BatterCame {
  change: "arrived" | "resumed";
  playerId: string;
  playerName: string;
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

/** A batter who is in; balls without wides. */
export interface BatterFigures {
  playerId: string;
  playerName: string;
  runs: number;
  ballsFaced: number;
}

/** A batter retired. */
export interface BatterLeft {
  change: "retired";
  playerId: string;
  playerName: string;
  how: Retirement;
}

/** A batter reached a fifty. */
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

/** Batting in a match. Retired hurt and not out are not out; a hundred is no fifty besides. */
export interface BattingFigures {
  innings: number;
  notOuts: number;
  runs: number;
  highestScore: number | null;
  highestScoreNotOut: boolean;
  fifties: number;
  hundreds: number;
  ducks: number;
  fours: number;
  sixes: number;
  ballsFaced: number;
}

/** A bowler may not bowl on. */
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

/** A bowler's other milestones; `value`: wickets in the match, in a row, maidens so far. */
export interface BowlerMilestone {
  milestone: "ten_wickets" | "hat_trick" | "maiden";
  value: number;
  playerId: string;
  playerName: string;
  text: string;
}

/** A bowler's line. `balls_bowled` are legal; `wides` and `no_balls` are runs, as in extras. `overs_left` in the innings in progress, where the conditions limit a bowler's overs. */
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
  oversLeft?: number | null;
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

/** Bowling in a match; `bestWickets` and `bestRuns` of one innings. Wides and no-balls are runs, as in the extras. */
export interface BowlingFigures {
  innings: number;
  ballsBowled: number;
  maidens: number;
  runs: number;
  wickets: number;
  bestWickets: number | null;
  bestRuns: number | null;
  fiveWickets: number;
  tenWickets: number;
  wides: number;
  noBalls: number;
  /** runs per ball, of the Hundred only */
  economyPerBall?: number | null;
}

/** Why an innings ended. */
export type CloseReason = "all_out" | "overs_complete" | "target_reached" | "declared" | "forfeited" | "abandoned";

/** `competitions/{competitionId}`: what the rules look at, and the functions read, of it. */
export interface Competition {
  id?: string | null;
  name?: string | null;
  seasonId?: string | null;
  format?: MatchFormat | null;
  startDate?: Moment | null;
  endDate?: Moment | null;
  /** people who enter matches */
  ownerIds?: readonly string[] | null;
  tableRules?: TableRules | null;
}

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
  minimumOvers?: number | null;
  g50?: number | null;
  rainMethod?: RainMethod | null;
}

/** The innings in progress, or the last one. `previous_bowler_id` bowled before the bowler of now, from the other end. */
export interface CurrentInnings {
  battingTeamId: string | null;
  battingTeam?: string | null;
  bowlingTeamId: string | null;
  bowlingTeam?: string | null;
  runs: number;
  wickets: number;
  overs: number;
  balls: number;
  target?: number | null;
  strikerId: string | null;
  strikerName?: string | null;
  nonStrikerId: string | null;
  nonStrikerName?: string | null;
  bowlerId: string | null;
  bowlerName?: string | null;
  previousBowlerId?: string | null;
  previousBowlerName?: string | null;
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
  lastFiveOvers?: RecentOvers | null;
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

/** Dismissals credited to the bowler; `other`: stumped, hit wicket. */
export interface DismissalBreakdown {
  bowled: number;
  caught: number;
  lbw: number;
  other: number;
}

/** How a batter was out or left; `description` as scorecards print it. */
export interface DismissalProjection {
  type: string;
  bowlerId?: string | null;
  fielderIds?: readonly string[] | null;
  description: string;
}

/** Not raised yet: the events of scorers who must agree, and did not. */
export interface DisputeEvent {
  type: "SCORING_DISPUTE_RAISED" | "DISPUTE_RESOLVED";
  data: Record<string, unknown>;
}

/** Target and par of a match that lost time, as computed by the Standard Edition. `resources1`, `resources2` in percent of a 50-over innings; `target` are the runs that win, `par` is the score that ties if play ends now. What the umpires announced is the record and stands in the innings' own `target`; `announced_target` and `announced_par` repeat it beside the computed figures. `note` says why one of these is missing. */
export interface DlsProjection {
  method: string;
  edition?: string | null;
  target?: number | null;
  par?: number | null;
  resources1?: number | null;
  resources2?: number | null;
  announcedTarget?: number | null;
  announcedPar?: number | null;
  note?: string | null;
}

/** An end of the pitch, named for who stood there when the ball was delivered. */
export type End = "striker" | "bowler";

/** What is wrong with the action. */
export interface ErrorEvent {
  type: "ERROR";
  data: ErrorTold;
}

/** A Problem of the action. `severity` error: the action did not count. */
export interface ErrorTold {
  code: string;
  severity: Severity;
  message: string;
  law?: string | null;
}

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

/** A batter against a bowler in a match; the last four are dismissals credited to the bowler. */
export interface FacingFigures {
  ballsFaced: number;
  runsScored: number;
  fours: number;
  sixes: number;
  /** faced, without a run off the bat */
  dotBalls: number;
  bowled: number;
  caught: number;
  lbw: number;
  other: number;
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

/** `matches/{matchId}/events/{actionId}`: what an action brought about, in its order. Ordered by innings and `orderKey`, as plain texts; read on by (`revision`, id). */
export interface FeedDocument {
  matchId: string;
  inningsNumber: number;
  sequenceNumber: number;
  /** the action's place in the effective log: 0037, 0037.0052 */
  orderKey: string;
  events: readonly FeedEvent[];
  /** the replay's line of it; missing: it is retracted */
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

/** Fielding; each fielder named has a run-out, `runOutsAssisted` where several were named. */
export interface FieldingFigures {
  catches: number;
  stumpings: number;
  runOuts: number;
  runOutsAssisted: number;
}

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

/** A wicket, a boundary or a milestone. */
export interface Highlight {
  kind: "wicket" | "four" | "six" | Milestone;
  actionIds: readonly string[];
  inningsNumber: number;
  /** 0-based over, legal balls: 12.4 */
  over: string;
  text: string;
  playerIds: readonly string[];
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

/** The end of an innings, with up to three who did most in it. */
export interface InningsComplete {
  reason: CloseReason;
  battingTeamId: string | null;
  battingTeam: string | null;
  isSuperOver: boolean;
  runs: number;
  wickets: number;
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

/** A whole innings as a scorecard has it. `did_not_bat` are those who have not come in, as `yet to bat` while it is in progress. */
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

/** The last ball that counts, in words; `timestamp` by the scorer's clock, as ISO text. */
export interface LastBall {
  actionId: string;
  commentary: string;
  timestamp?: string | null;
}

/** When the match was last completed, and the place of the log at which it was. `action_id` is the action that completed it, or the one that this action corrects. Kept while the match is open again, so that an end undone and done again, or recorded anew within the grace period, begins no new one. */
export interface LastCompletion {
  actionId: string;
  at: Moment;
}

/** A Code or edition of the Laws, by the year it came into force. */
export type LawsEdition = "2000" | "2017" | "2019" | "2022" | "2026";

/** The end of a ledger: the number of its last link, and that link's hash. */
export interface LedgerHead {
  number: number;
  head: string;
}

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
  isGuest?: boolean;
  squadId?: string | null;
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
  failed?: Record<string, unknown> | null;
  lastUpdated: Timestamp;
}

/** `matches/{matchId}/live/score`, without what only the commit knows (version, lastUpdated, ledger). `needs`: what the next action must name: batter, bowler, innings. `next_target` is what the side that bats next has to make, told while no innings is in progress. `dls`: of a match that lost time, beside the target in force. */
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
  toss?: TossProjection | null;
  lastBall?: LastBall | null;
  needs: readonly string[];
  yetToBat: readonly NamedPlayer[];
  nextTarget?: number | null;
  dls?: DlsProjection | null;
  winnerId?: string | null;
  winMargin?: string | null;
  resultText?: string | null;
  lastActionId?: string | null;
  ledger?: LedgerHead | null;
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
  countsFor?: string | null;
  acceptedBy?: string | null;
  acceptedAt?: Moment | null;
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
  lastCompletion?: LastCompletion | null;
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

/** How the match ended; `text` as a scorecard prints it. */
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

/** What was reached; `further_fifty` is a batter's 150, 200 and so on. */
export type Milestone = "fifty" | "hundred" | "further_fifty" | "five_wickets" | "ten_wickets" | "hat_trick" | "maiden" | "partnership_fifty" | "partnership_hundred" | "team_fifty" | "team_hundred";

/** What was reached, by `milestone`; super overs have none. */
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

/** A player's id, and the name that the match knows the player by. */
export interface NamedPlayer {
  playerId: string;
  playerName: string;
}

/** How a match ended. */
export type Outcome = "win" | "tie" | "draw" | "no_result" | "abandoned" | "awarded" | "conceded";

/** An over: all its runs, its wickets, its legal balls, the total of the innings, the figures of its bowlers and of the batters in. */
export interface OverComplete {
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

/** A player took another's place; `playerId` is who came. */
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
export type PlayerChanged =
  | BatterCame
  | BatterLeft
  | BowlerBarred
  | PlayerCameFor;

/** Somebody came, went, or may not go on. */
export interface PlayerChangedEvent {
  type: "PLAYER_CHANGED";
  data: PlayerChanged;
}

/** `player_h2h_stats/{batsmanId}_{bowlerId}_{seasonId or all}_{format or All}`: a batter against a bowler. */
export interface PlayerHeadToHeadStats {
  id: string;
  batsmanId: string;
  bowlerId: string;
  /** absent: of all seasons */
  seasonId?: string | null;
  /** absent: of all formats */
  format?: "T20" | "ODI" | "Test" | null;
  ballsFaced: number;
  runsScored: number;
  dismissals: number;
  fours: number;
  sixes: number;
  /** faced, without a run off the bat */
  dotBalls: number;
  /** runs per 100 balls faced */
  strikeRate: number | null;
  /** of the balls faced */
  dotBallPercentage: number | null;
  /** of the balls faced */
  boundaryPercentage: number | null;
  /** balls per dismissal */
  dismissalRate: number | null;
  dismissalBreakdown: DismissalBreakdown;
  lastMatchId: string;
  lastUpdated: Timestamp;
}

/** `player_match_stats/{matchId}_{personId}`: what a match adds to a player's figures; super overs stay out. */
export interface PlayerMatchStats {
  matchId: string;
  /** null: in no season's figures */
  seasonId: string | null;
  /** null: not entered in any, so in no table */
  competitionId: string | null;
  /** whether it counts in no competition */
  isFriendly: boolean;
  format: MatchFormat;
  /** ISO text of `scheduledAt`; orders a season */
  playedAt: string;
  personId: string;
  teamId: string;
  batting: BattingFigures;
  bowling: BowlingFigures;
  fielding: FieldingFigures;
  momAwards: number;
  /** by bowler id */
  facing: Record<string, FacingFigures>;
  lastUpdated: Timestamp;
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

/** `player_season_stats/{seasonId}_{teamId}_{personId}_{format}`: a player's season in a team. The Hundred and Custom are in All only. */
export interface PlayerSeasonStats {
  id: string;
  personId: string;
  seasonId: string;
  teamId: string;
  format: "T20" | "ODI" | "Test" | "All";
  batting: SeasonBatting;
  bowling: SeasonBowling;
  fielding: FieldingFigures;
  matchesPlayed: number;
  momAwards: number;
  lastMatchId: string;
  lastUpdated: Timestamp;
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

/** How a match's targets are revised after a loss of overs. Only the first is published. */
export type RainMethod = "dls_standard" | "dls_professional" | "vjd";

/** What the last overs completed brought, at most five of them. */
export interface RecentOvers {
  overs: number;
  runs: number;
  wickets: number;
}

/** Why a player was replaced. */
export type ReplacementReason = "concussion" | "injury" | "tactical" | "covid" | "impact" | "supersub" | "suspended" | "national" | "unknown";

/** What the incoming player may do: everything, or one role for now. */
export type ReplacementRole = "player" | "batter" | "bowler";

/** A ball with what stood after it; the last three where there is a target. */
export interface ReplayBall {
  actionId: string;
  inningsNumber: number;
  over: string | null;
  inningsRuns: number;
  inningsWickets: number;
  commentary: string;
  type: "delivery";
  display: string;
  totalRuns: number;
  isWicket: boolean;
  /** who faced this ball */
  striker: ReplayBatter;
  nonStriker: ReplayBatter | null;
  bowler: ReplayBowler;
  target?: number | null;
  runsRequired?: number | null;
  ballsRemaining?: number | null;
}

/** A batter after the ball. */
export interface ReplayBatter {
  playerId: string;
  playerName: string;
  runs: number;
  ballsFaced: number;
}

/** A bowler after the ball. */
export interface ReplayBowler {
  playerId: string;
  playerName: string;
  /** 3.4: three overs and four balls */
  overs: string;
  maidens: number;
  runsConceded: number;
  wickets: number;
}

/** What was no ball: another action, one that did not count, or what followed from the score. Penalty runs are told of the innings that they go to, so that its last line says its total. */
export interface ReplayFact {
  actionId: string;
  inningsNumber: number;
  over: string | null;
  inningsRuns: number;
  inningsWickets: number;
  commentary: string;
  type: "not_counted" | "result" | "innings_started" | "innings_closed" | "batter_dismissed" | "batter_retired" | "batter_resumed" | "batter_arrived" | "bowler_suspended" | "penalty_awarded" | "target_revised" | "play_stopped" | "play_resumed" | "player_replaced" | "match_closed";
}

/** A line of the replay, by `type`. */
export type ReplayLine =
  | ReplayBall
  | ReplayFact;

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

/** Batting over matches; of equal highest scores the one not out is the higher. */
export interface SeasonBatting {
  matches: number;
  innings: number;
  notOuts: number;
  runs: number;
  highestScore: number | null;
  highestScoreNotOut: boolean;
  /** runs per dismissal */
  average: number | null;
  /** runs per 100 balls faced */
  strikeRate: number | null;
  fifties: number;
  hundreds: number;
  ducks: number;
  fours: number;
  sixes: number;
  ballsFaced: number;
}

/** Bowling over matches. */
export interface SeasonBowling {
  matches: number;
  innings: number;
  /** for show, in sixes: 12.4 is 76 balls */
  overs: number;
  ballsBowled: number;
  maidens: number;
  runs: number;
  wickets: number;
  /** runs per wicket */
  average: number | null;
  /** runs per six balls, in every format */
  economy: number | null;
  /** balls per wicket */
  strikeRate: number | null;
  /** of an innings: 5/23 */
  bestBowling: string | null;
  fiveWickets: number;
  tenWickets: number;
  wides: number;
  noBalls: number;
}

/** What became of the action: skipped whole, counted against the laws, or merely noted. */
export type Severity = "error" | "warning" | "info";

/** Where an action came from. */
export type Source = "live" | "manual_entry" | "import" | "migration" | "correction";

/** Overs without a rest; both 0-based and inclusive. */
export interface SpellSummary {
  startOver: number;
  endOver: number;
  runs: number;
  wickets: number;
}

/** The partnership that a wicket ended; runs with extras, balls faced together. */
export interface Stand {
  batsmanAId: string;
  batsmanAName: string;
  batsmanBId: string | null;
  batsmanBName: string | null;
  runs: number;
  /** faced together */
  balls: number;
}

/** The last outcome and how often it came in a row; a no-result neither ends nor extends it. */
export interface Streak {
  type: "W" | "L" | "T" | "D";
  count: number;
}

/** Why a lineup changed during the match, in the public schema's words. */
export type SubstitutionReason = "concussion" | "covid" | "tactical" | "injury";

/** How long a suspended bowler may not bowl. */
export type SuspensionScope = "innings" | "match";

/** Points for a match by its outcome, fractions and negative ones too; not given: 2, 1, 1, 1 and 0. */
export interface TableRules {
  win?: number | null;
  tie?: number | null;
  draw?: number | null;
  noResult?: number | null;
  loss?: number | null;
}

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

/** `team_match_stats/{matchId}_{teamId}`: what a match adds to a team's figures. */
export interface TeamMatchStats {
  matchId: string;
  /** null: in no season's figures */
  seasonId: string | null;
  /** null: not entered in any, so in no table */
  competitionId: string | null;
  /** whether it counts in no competition */
  isFriendly: boolean;
  format: MatchFormat;
  /** ISO text of `scheduledAt`; orders a season */
  playedAt: string;
  teamId: string;
  opponentId: string;
  outcome: "W" | "L" | "T" | "D" | "NR";
  /** as credited for net run rate */
  runsScored: number;
  /** as credited for net run rate */
  ballsPlayed: number;
  /** as credited for net run rate */
  runsConceded: number;
  /** as credited for net run rate */
  ballsBowled: number;
  countsForRunRate: boolean;
  lastUpdated: Timestamp;
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

/** `team_season_stats/{seasonId}_{teamId}`, with `_{competitionId}` those of one competition. */
export interface TeamSeasonStats {
  id: string;
  teamId: string;
  seasonId: string;
  competitionId?: string | null;
  matchesPlayed: number;
  wins: number;
  losses: number;
  ties: number;
  draws: number;
  noResults: number;
  /** by the table rules of each match's competition */
  points: number;
  /** absent: none; else why matches of a competition brought no points */
  tableRulesProblem?: string | null;
  /** as credited for net run rate */
  runsScored: number;
  /** true decimals: 12.5 is twelve and a half */
  oversPlayed: number;
  /** as credited for net run rate */
  runsConceded: number;
  /** true decimals: 12.5 is twelve and a half */
  oversBowled: number;
  /** runs per over, three decimals */
  netRunRate: number | null;
  /** up to five, newest first */
  formGuide: readonly ("W" | "L" | "T" | "D" | "NR")[];
  currentStreak: Streak | null;
  lastMatchId: string;
  lastUpdated: Timestamp;
}

/** A batter's innings in short. */
export interface TopBatter {
  playerId: string;
  playerName: string;
  runs: number;
  ballsFaced: number;
  isOut: boolean;
}

/** A bowler's innings in short. */
export interface TopBowler {
  playerId: string;
  playerName: string;
  wickets: number;
  runsConceded: number;
  ballsBowled: number;
}

/** Who won the toss and what they chose. */
export interface Toss {
  winnerTeamId: string;
  decision: TossDecision;
}

/** What the winner of the toss chose to do first. */
export type TossDecision = "bat" | "field";

/** Who won the toss, and what they chose; `winner` is the name. */
export interface TossProjection {
  winnerId: string;
  winner: string;
  decision: string;
}

/** An over that turned the match; `how` tells the computation in words. */
export interface TurningOver {
  kind: "turning_over";
  actionIds: readonly string[];
  inningsNumber: number;
  /** 0-based over, legal balls: 12.4 */
  over: string;
  text: string;
  /** in `unit`; above 0 for the side batting */
  swing: number;
  /** percentage points of the chance of winning; runs without an over limit */
  unit: "percent" | "runs";
  towardsTeamId: string | null;
  how: string;
}

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

/** A wicket: the score and the over at its fall, the batter's innings, the stand it ended. */
export interface WicketFallen {
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
