// Defines the state that the log folds into: what must be known of the past to count the next ball. Holds
// ids only. Only the fold changes a state, and only a copy that it owns.

import type { PowerplaySpan } from "./actions.js";
import type { PlayingConditions } from "./formats.js";
import type { Problem } from "./problems.js";
import { utf8Length } from "./text.js";
import type {
  BowlingAngle, CloseReason, Outcome, ReplacementReason, ReplacementRole, TossDecision, WicketType,
} from "./vocabulary.js";

/** What the score depends on besides the log: people's decisions before and during the match. */
export interface Setup {
  readonly matchId: string;
  readonly homeTeamId: string | null;
  readonly awayTeamId: string | null;
  readonly conditions: PlayingConditions;
  readonly tossWinnerId: string | null;
  readonly tossDecision: TossDecision | null;
  readonly sides: ReadonlyMap<string, string>;
  readonly keeperIds: ReadonlySet<string>;
  readonly substituteIds: ReadonlySet<string>;
}

/** How a batter's innings ended. `bowlerId` is set only if the bowler is credited. */
export interface Dismissal {
  readonly type: WicketType;
  readonly bowlerId: string | null;
  readonly fielderIds: readonly string[];
  readonly substituteIds: readonly string[];
}

/** A batter's innings. `position` is 1-based in the order of coming in. */
export interface Batter {
  playerId: string;
  position: number;
  runs: number;
  ballsFaced: number;
  fours: number;
  sixes: number;
  dismissal: Dismissal | null;
}

/** Overs bowled from one end without a break. `startOver` and `endOver` are 0-based and inclusive. */
export interface Spell {
  startOver: number;
  endOver: number;
  runs: number;
  wickets: number;
}

/**
 * A bowler's analysis. `ballsBowled` counts legal balls. `miscounted` corrects overs of an odd length to
 * whole ones. `ballsOfOthers` counts the balls that others bowled in overs shared with this bowler.
 */
export interface Bowler {
  playerId: string;
  ballsBowled: number;
  miscounted: number;
  ballsOfOthers: number;
  maidens: number;
  runsConceded: number;
  wickets: number;
  wides: number;
  noBalls: number;
  dotBalls: number;
  spells: Spell[];
}

export type ExtraType = "wide" | "noball" | "bye" | "legbye";

/** One delivery as the current over shows it. `runs` is the total of the ball. */
export interface BallSummary {
  readonly runs: number;
  /** Return whether a dismissal is a wicket: false for retired hurt and retired not out (Law 25.4.2). */
  readonly isWicket: boolean;
  readonly extraType: ExtraType | null;
  readonly display: string;
}

/** The over in progress, or the last one until the next begins. `number` is 0-based. */
export interface Over {
  number: number;
  legalBalls: number;
  deliveries: number;
  conceded: number;
  bowlerIds: string[];
  umpiresCount: number | null;
  ballsPerOver: number;
  isComplete: boolean;
  changesEnds: boolean;
  balls: BallSummary[];
}

/** One segment of batting together. `balls` counts balls faced; penalty runs are excluded. */
export interface Partnership {
  wicketNumber: number;
  batterAId: string;
  batterBId: string | null;
  runs: number;
  balls: number;
  runsA: number;
  runsB: number;
  /** Return whether an innings is still in progress. */
  isOpen: boolean;
}

/**
 * The score when a wicket fell. `over` is 0-based; `ball` is the number of legal balls of that over by
 * then.
 */
export interface FallOfWicket {
  readonly wicketNumber: number;
  readonly score: number;
  readonly over: number;
  readonly ball: number;
  readonly playerId: string;
  readonly bowlerId: string | null;
}

/** A run of balls whose recorded strike does not fit a correction before them. */
export interface StrikeDoubt {
  readonly firstId: string;
  readonly batterIds: readonly string[];
  readonly message: string;
}

/** What stoppages took from one innings. Resources are in tenths of a percent. */
export interface LostOvers {
  readonly overs: number;
  readonly resources: number;
}

/** An announced par, and the point of the chase for which it was announced. */
export interface AnnouncedPar {
  readonly runs: number;
  readonly inningsNumber: number;
  /** Balls bowled, as the umpires counted the overs. */
  readonly balls: number;
  readonly wickets: number;
  /** Penalty runs awarded to the fielding side during the chase by then; the par includes them. */
  readonly penalty: number;
}

/** Play was stopped or a target revised. */
export interface Rain {
  readonly isTargetAnnounced: boolean;
  /** Overs of the chase were cut since then, and no target was announced for them. */
  readonly isTargetDue: boolean;
}

/** One innings. `runs` includes extras and penalties; `legalBalls` excludes wides and no-balls. */
export interface Innings {
  number: number;
  battingTeamId: string | null;
  bowlingTeamId: string | null;
  isSuperOver: boolean;
  oversLimit: number | null;
  wicketsLimit: number;
  target: number | null;
  powerplays: readonly PowerplaySpan[];

  runs: number;
  wickets: number;
  legalBalls: number;
  oversCompleted: number;
  wides: number;
  noBalls: number;
  byes: number;
  legByes: number;
  penalty: number;
  /** The penalty runs in `runs` that were awarded while the other side batted afterwards. */
  chasePenalty: number;
  lostOvers: LostOvers | null;

  strikerId: string | null;
  nonStrikerId: string | null;
  bowlerId: string | null;
  bowlingAngle: BowlingAngle | null;
  isFreeHit: boolean;
  strikeWasStated: boolean;
  mayChangeBowler: boolean;
  isPositionOff: boolean;

  over: Over;
  /** In the order of coming in. */
  batters: Map<string, Batter>;
  /** In the order of coming on. */
  bowlers: Map<string, Bowler>;
  partnerships: Partnership[];
  fallOfWickets: FallOfWicket[];
  /** The bowlers of the last four completed overs. */
  overBowlers: (readonly string[])[];
  /** The runs at the end of each of the last seven completed overs. */
  overTotals: number[];
  suspendedIds: Set<string>;
  absentIds: readonly string[];

  lastLeftId: string | null;
  /** Penalty runs awarded after the innings was over. */
  latePenalty: number;
  wentOnAfter: readonly CloseReason[];
  /** If the last ball corrects another one: the id of that one and its own. */
  lastCorrection: readonly [string, string] | null;
  strikeDoubt: StrikeDoubt | null;
  closed: CloseReason | null;
  isCloseRecorded: boolean;
  /** About how many bytes the innings takes in a scorecard. */
  weight: number;
}

/** A target or a limit of overs that waits for the innings for which it was set. */
export interface Revision {
  readonly target: number | null;
  readonly oversLimit: number | null;
}

/** How the match ended. The margin, if any, is in `runs` or in `wickets`. */
export interface Result {
  readonly outcome: Outcome;
  readonly winnerTeamId: string | null;
  readonly runs: number | null;
  readonly wickets: number | null;
  readonly innings: number | null;
  readonly method: string | null;
  readonly byPenalty: boolean;
}

/** A player who took another's place. `at` is the scorer's time as ISO text, if given. */
export interface Replacement {
  readonly teamId: string;
  readonly outPlayerId: string | null;
  readonly inPlayerId: string;
  readonly role: ReplacementRole;
  readonly reason: ReplacementReason;
  readonly at: string | null;
}

/** The whole state of a match: the innings in order, including super overs, and what waits for the next. */
export interface MatchState {
  readonly setup: Setup;
  innings: Innings[];
  problems: Problem[];
  problemsBeyond: number;
  pendingPenalties: Map<string, number>;
  pendingRevision: Revision | null;
  method: string | null;
  par: AnnouncedPar | null;
  stoppage: string | null;
  rain: Rain | null;
  suspendedIds: Set<string>;
  joined: Map<string, string>;
  replacements: Replacement[];
  recordedResult: Result | null;
  result: Result | null;
  badIds: Set<string>;
  weight: number;
}

/** Retirements that are not dismissals (Law 25.4.2). */
export const NOT_A_WICKET: ReadonlySet<WicketType> = new Set<WicketType>([
  "retired_hurt", "retired_not_out",
]);

/** Return false for retired hurt and retired not out (Law 25.4.2). */
export function isWicket(dismissal: Dismissal): boolean {
  return !NOT_A_WICKET.has(dismissal.type);
}

/** Return whether a batter is out; a batter retired hurt or not out is not. */
export function isOut(batter: Batter): boolean {
  return batter.dismissal !== null && isWicket(batter.dismissal);
}

/** Return whether a ball could still be bowled. */
export function isOpen(innings: Innings): boolean {
  return innings.closed === null;
}

/** Return legal balls of the over in progress; 0 once it is complete. */
export function overBalls(innings: Innings): number {
  return innings.over.isComplete ? 0 : innings.over.legalBalls;
}

/** Return the batters who are in, striker first. */
export function atCrease(innings: Innings): string[] {
  return [innings.strikerId, innings.nonStrikerId].filter((player) => player !== null);
}

/** Return the innings in progress, or the last one; null before the first. */
export function currentInnings(state: MatchState): Innings | null {
  return state.innings[state.innings.length - 1] ?? null;
}

/** Return the innings other than super overs. */
export function mainInnings(state: MatchState): Innings[] {
  return state.innings.filter((innings) => !innings.isSuperOver);
}

/** Return the super overs; each side's is an innings of its own. */
export function superOvers(state: MatchState): Innings[] {
  return state.innings.filter((innings) => innings.isSuperOver);
}

/** Return the players whose place in the match another has taken, unless they came back. */
export function replacedIds(state: MatchState): Set<string> {
  const gone = new Set<string>();
  for (const { outPlayerId, inPlayerId, role } of state.replacements) {
    if (role === "player" && outPlayerId !== null) {
      gone.add(outPlayerId);
    }
    gone.delete(inPlayerId);
  }
  return gone;
}

/** Return about how many bytes an entry takes: the names and ids `copies` times, plus `rest`. */
export function weightOf(names: readonly (string | null)[], copies = 2, rest = 150): number {
  const bytes = names.reduce((sum, name) => sum + (name ? utf8Length(name) : 0), 0);
  return rest + copies * bytes;
}
