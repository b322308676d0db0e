// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { ScoreDifference } from "./books.js";
import type { Timestamp } from "./moment.js";
import type {
  BowlingAngle,
  CloseReason,
  ExtraType,
  HealthCode,
  MatchStatus,
  Need,
  Severity,
  TossDecision,
  WicketType,
} from "./vocabulary.js";

/** A player of the eleven who did not come in. */
export interface Absentee {
  playerId: string;
  playerName: string;
  description: string;
}

/** One delivery of the current over; `runs` are all runs of the ball. `over` is the 0-based over, a dot, and the ball. A wide or no-ball has the place of the ball that it would have been. */
export interface BallProjection {
  runs: number;
  isWicket: boolean;
  extraType?: ExtraType | null;
  display: string;
  actionId?: string | null;
  bowlerId?: string | null;
  bowlerName?: string | null;
  over?: string | null;
}

/** A batter's line. `ballsFaced` excludes wides; `battingPosition` is the order of entry. */
export interface BatsmanProjection {
  playerId: string;
  playerName: string;
  runs: number;
  /** without wides */
  ballsFaced: number;
  fours: number;
  sixes: number;
  /** runs per 100 balls faced */
  strikeRate: number;
  isOut: boolean;
  dismissal?: DismissalProjection | null;
  isOnStrike: boolean;
  /** 1-based */
  battingPosition: number;
}

/** A bowler's line. `ballsBowled` are legal; `wides` and `noBalls` are runs, as in extras. `oversLeft` in the innings in progress, if the conditions limit a bowler's overs. */
export interface BowlerProjection {
  playerId: string;
  playerName: string;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls */
  ballsBowled: number;
  maidens: number;
  runsConceded: number;
  wickets: number;
  wides: number;
  noBalls: number;
  /** runs per six balls */
  economy: number;
  dotBalls: number;
  spells: readonly SpellSummary[];
  oversLeft?: number | null;
}

/** The innings in progress, or the last one. `previousBowlerId` bowled before the current bowler, from the other end. */
export interface CurrentInnings {
  battingTeamId: string | null;
  battingTeam?: string | null;
  bowlingTeamId: string | null;
  bowlingTeam?: string | null;
  runs: number;
  wickets: number;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls; of a partnership those faced */
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
  bowlingAngle?: BowlingAngle | null;
  oversLimit?: number | null;
  isFreeHit: boolean;
  powerplay?: PowerplayProjection | null;
  /** runs per six balls */
  currentRunRate: number;
  /** runs per six balls */
  requiredRunRate?: number | null;
  projectedScore?: number | null;
  runsRequired?: number | null;
  ballsRemaining?: number | null;
  stoppage?: string | null;
  lastFiveOvers?: RecentOvers | null;
}

/** How a batter was out or left; `description` is as scorecards print it. */
export interface DismissalProjection {
  type: WicketType;
  bowlerId?: string | null;
  fielderIds?: readonly string[] | null;
  description: string;
}

/** Open disputes between several scorers (docs/consensus.md). */
export interface Disputed {
  openDisputes: number;
  /** the future action id of the ball for which the log waits */
  blockedAt: string | null;
}

/** Target and par of a match that lost time, computed by the Standard Edition. `resources1`, `resources2` are in percent of a 50-over innings; `target` is the score that wins, `par` the score that ties if play ends now. The umpires' announcement is the official record and is in the innings' own `target`; `announcedTarget` and `announcedPar` repeat it beside the computed figures, a par until the next ball or wicket. `note` says why one of these is missing, or that overs were cut without a target. */
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

/** Runs that were not scored off the bat. */
export interface ExtrasProjection {
  wides: number;
  noBalls: number;
  byes: number;
  legByes: number;
  penalty: number;
  total: number;
}

/** The last failure, until a later call succeeds. */
export interface Failure {
  at: Timestamp;
  what: string;
  error: string;
  documentId?: string | null;
}

/** A wicket. `over` is the 0-based over, a dot, and the legal balls: 0.6 is the last ball of the first over. */
export interface FallOfWicketEntry {
  /** 1-based */
  wicketNumber: number;
  score: number;
  over: string;
  batsmanOutId: string;
  batsmanOutName: string;
  bowlerId?: string | null;
}

/** A finished innings as `live/score` has it, with names beside all ids. Only a dismissal has none, because its description contains them. */
export interface InningsCard {
  /** 1-based, super overs included */
  inningsNumber: number;
  isSuperOver?: boolean | null;
  battingTeamId: string | null;
  battingTeam: string;
  runs: number;
  wickets: number;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls; of a partnership those faced */
  balls: number;
  target?: number | null;
  closed?: CloseReason | null;
  batsmen: readonly BatsmanProjection[];
  didNotBat: readonly Absentee[];
  bowlers: readonly BowlerProjection[];
  extras: ExtrasProjection;
  fallOfWickets: readonly NamedFall[];
  partnerships: readonly NamedPartnership[];
  matchId: string;
  bowlingTeamId?: string | null;
  bowlingTeam?: string | null;
  /** increases with each change, never decreases */
  version: number;
}

/** A whole innings as a scorecard has it. `didNotBat` are the players who have not come in; they are `yet to bat` while it is in progress. */
export interface InningsProjection {
  /** 1-based, super overs included */
  inningsNumber: number;
  isSuperOver?: boolean | null;
  battingTeamId: string | null;
  battingTeam: string;
  runs: number;
  wickets: number;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls; of a partnership those faced */
  balls: number;
  target?: number | null;
  closed?: CloseReason | null;
  batsmen: readonly BatsmanProjection[];
  didNotBat: readonly Absentee[];
  bowlers: readonly BowlerProjection[];
  extras: ExtrasProjection;
  fallOfWickets: readonly FallOfWicketEntry[];
  partnerships: readonly PartnershipProjection[];
}

/** The last ball that counts, in words; `timestamp` is by the scorer's clock, as ISO text. */
export interface LastBall {
  actionId: string;
  commentary: string;
  timestamp?: string | null;
}

/** The end of a ledger: the number of its last link, and that link's hash. */
export interface LedgerHead {
  number: number;
  head: string;
}

/** `matches/{matchId}/live/health`: the problems of the log. `lagMs` is the time in milliseconds from the ball's commit to this document's. */
export interface LiveHealth {
  matchId: string;
  problemCount: number;
  problems: readonly ProblemProjection[];
  /** milliseconds */
  lagMs: number;
  lastRebuild?: Rebuild | null;
  lastReconcile?: Reconcile | null;
  failed?: Failure | null;
  lastUpdated: Timestamp;
  disputed?: Disputed | null;
  scoreDifferences?: readonly ScoreDifference[] | null;
}

/** `matches/{matchId}/live/score`. `needs`: what the next action must name: batter, bowler, innings. `nextTarget` is the score that wins for the side that bats next, given while no innings is in progress. `dls` is given for a match that lost time, beside the target in force. */
export interface LiveScore {
  matchId: string;
  status: MatchStatus;
  /** 1-based, super overs included */
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
  needs: readonly Need[];
  yetToBat: readonly NamedPlayer[];
  nextTarget?: number | null;
  dls?: DlsProjection | null;
  winnerId?: string | null;
  winMargin?: string | null;
  resultText?: string | null;
  lastActionId?: string | null;
  ledger?: LedgerHead | null;
  /** increases with each change, never decreases */
  version: number;
  lastUpdated: Timestamp;
  disputed?: Disputed | null;
}

/** A wicket, with the name of its bowler. */
export interface NamedFall {
  /** 1-based */
  wicketNumber: number;
  score: number;
  over: string;
  batsmanOutId: string;
  batsmanOutName: string;
  bowlerId?: string | null;
  bowlerName?: string | null;
}

/** A partnership with the names of its batters. */
export interface NamedPartnership {
  /** 1-based */
  wicketNumber: number;
  batsmanAId: string;
  batsmanBId: string | null;
  runs: number;
  /** legal balls; of a partnership those faced */
  balls: number;
  runsA: number;
  runsB: number;
  batsmanAName: string;
  batsmanBName?: string | null;
}

/** A player's id and name in this match. */
export interface NamedPlayer {
  playerId: string;
  playerName: string;
}

/** A partnership. Runs include extras but no penalty runs; balls are those faced. */
export interface PartnershipProjection {
  /** 1-based */
  wicketNumber: number;
  batsmanAId: string;
  batsmanBId: string | null;
  runs: number;
  /** legal balls; of a partnership those faced */
  balls: number;
  runsA: number;
  runsB: number;
}

/** The fielding restriction in force. It ends with over `toOver` (0-based), or with legal ball `toBall` (1-based) of that over. */
export interface PowerplayProjection {
  type: string;
  /** 0-based, included */
  toOver: number;
  /** 1-based legal ball of the over, included; none: its last */
  toBall?: number | null;
}

/** A problem of one action. `severity`: error (it was skipped), warning, info. */
export interface ProblemProjection {
  actionId: string;
  code: HealthCode;
  severity: Severity;
  message: string;
  law?: string | null;
}

/** When a match was last folded from its whole log, and why. */
export interface Rebuild {
  at: Timestamp;
  reason: string;
}

/** Runs and wickets of the last completed overs, at most five. */
export interface RecentOvers {
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  runs: number;
  wickets: number;
}

/** When a match was last checked for actions that had not arrived, and the repairs made. */
export interface Reconcile {
  at: Timestamp;
  healed: readonly string[];
  stopped: boolean;
}

/** What the side batting last needs; `balls` if overs are limited. */
export interface Required {
  runs: number;
  /** legal balls; of a partnership those faced */
  balls?: number | null;
}

/** Overs bowled without a rest; `startOver` and `endOver` are 0-based and inclusive. */
export interface SpellSummary {
  /** 0-based */
  startOver: number;
  /** 0-based, included */
  endOver: number;
  runs: number;
  wickets: number;
}

/** A ball of the over in scorers' notation. */
export interface StripBall {
  actionId: string;
  display: string;
}

/** `tickers/{matchId}`. A match has one as soon as it is scheduled, at first without innings. `innings` are in the order played: at most four, and the last two super overs. `batters` and `bowler` are given while an innings is in progress; `strip` is the over in progress, or the last one. Between innings `target` and `required` are those of the next. `dls` is given until a match that lost time is over. `scheduledAt` is the beginning of the day (UTC) if no time is known. */
export interface Ticker {
  matchId: string;
  status: MatchStatus;
  scheduledAt?: Timestamp | null;
  competitionId?: string | null;
  seasonId?: string | null;
  teamIds: readonly string[];
  teams: readonly TickerTeam[];
  /** 1-based, super overs included */
  inningsNumber: number;
  innings: readonly TickerInnings[];
  batters: readonly TickerBatter[];
  bowler?: TickerBowler | null;
  strip: readonly StripBall[];
  lastBall?: LastBall | null;
  lastWicket?: string | null;
  target?: number | null;
  required?: Required | null;
  dls?: TickerRain | null;
  stoppage?: string | null;
  resultText?: string | null;
  problemCount: number;
  /** increases with each change, never decreases */
  version: number;
}

/** A batter at the crease; `balls` exclude wides. Only the striker has `isOnStrike`. */
export interface TickerBatter {
  playerId: string;
  playerName: string;
  runs: number;
  /** legal balls; of a partnership those faced */
  balls: number;
  isOnStrike?: boolean | null;
}

/** The bowler; `figures` are overs, maidens, runs, wickets: `3.4-0-25-2`. */
export interface TickerBowler {
  playerId: string;
  playerName: string;
  figures: string;
}

/** An innings so far; `team` is the 0-based place of the batting side among the teams. `balls` are the legal ones; only in The Hundred, whose innings are counted in balls. */
export interface TickerInnings {
  team?: number | null;
  runs: number;
  wickets: number;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls; of a partnership those faced */
  balls?: number | null;
  closed?: CloseReason | null;
  isSuperOver?: boolean | null;
}

/** Target and par of a match that lost time: as announced, else as computed (docs/rain.md). */
export interface TickerRain {
  method: string;
  target?: number | null;
  par?: number | null;
}

/** A side; in the order of `team_ids`. */
export interface TickerTeam {
  name: string;
  shortName: string;
}

/** The winner of the toss and their decision; `winner` is the name. */
export interface TossProjection {
  winnerId: string;
  winner: string;
  decision: TossDecision;
}
