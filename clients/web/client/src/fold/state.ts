// Defines the state that the log folds into: what one must know of the past to count the next ball.
// Holds ids only. Changed by the fold alone, on a copy of its own: nobody else may change one.

import type { PowerplaySpan } from "./actions.js";
import type { PlayingConditions } from "./formats.js";
import type { Problem } from "./problems.js";
import { utf8Length } from "./text.js";
import type {
  BowlingAngle, CloseReason, Outcome, ReplacementReason, ReplacementRole, TossDecision, WicketType,
} from "./vocabulary.js";

/** What people decided before and beside the log, as far as counting depends on it. */
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

/** How a batter's innings ended; `bowlerId` only where the bowler is credited. */
export interface Dismissal {
  readonly type: WicketType;
  readonly bowlerId: string | null;
  readonly fielderIds: readonly string[];
  readonly substituteIds: readonly string[];
}

/** A batter's innings. `position` is 1-based in order of coming in. */
export interface Batter {
  playerId: string;
  position: number;
  runs: number;
  ballsFaced: number;
  fours: number;
  sixes: number;
  dismissal: Dismissal | null;
}

/** Overs bowled from one end without a break; `startOver`, `endOver` 0-based, inclusive. */
export interface Spell {
  startOver: number;
  endOver: number;
  runs: number;
  wickets: number;
}

/**
 * A bowler's analysis. `ballsBowled` are legal; `miscounted` makes whole overs of odd ones;
 * `ballsOfOthers` are those that others bowled of overs that this bowler bowled a part of.
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

/** One delivery as the current over shows it; `runs` is the total of the ball. */
export interface BallSummary {
  readonly runs: number;
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

/** A segment of batting together. `balls` are those faced; penalty runs are excluded. */
export interface Partnership {
  wicketNumber: number;
  batterAId: string;
  batterBId: string | null;
  runs: number;
  balls: number;
  runsA: number;
  runsB: number;
  isOpen: boolean;
}

/** The score when a wicket fell; `over` 0-based, `ball` the legal balls of that over by then. */
export interface FallOfWicket {
  readonly wicketNumber: number;
  readonly score: number;
  readonly over: number;
  readonly ball: number;
  readonly playerId: string;
  readonly bowlerId: string | null;
}

/** Balls whose recorded strike does not fit a correction before them. */
export interface StrikeDoubt {
  readonly firstId: string;
  readonly batterIds: readonly string[];
  readonly message: string;
}

/** What stoppages took from one innings; resources in tenths of a percent. */
export interface LostOvers {
  readonly overs: number;
  readonly resources: number;
}

/** A par, and the place in the chase that it was announced for. */
export interface AnnouncedPar {
  readonly runs: number;
  readonly inningsNumber: number;
  /** As the umpires counted the overs. */
  readonly balls: number;
  readonly wickets: number;
  /** Runs awarded to the fielding side during the chase by then; the par has them. */
  readonly penalty: number;
}

/** That play was stopped or a target revised, and whether a target was announced. */
export interface Rain {
  readonly isTargetAnnounced: boolean;
  /** Overs of the chase were cut since, without one. */
  readonly isTargetDue: boolean;
}

/** One innings. `runs` includes extras and penalties; `legalBalls` excludes wides, no-balls. */
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
  /** Penalty runs of `runs` that were awarded while the other side batted after it. */
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
  /** Of the last four overs completed. */
  overBowlers: (readonly string[])[];
  /** The runs at the end of the last seven overs completed. */
  overTotals: number[];
  suspendedIds: Set<string>;
  absentIds: readonly string[];

  lastLeftId: string | null;
  /** Penalty runs awarded once the innings was over. */
  latePenalty: number;
  wentOnAfter: readonly CloseReason[];
  /** Where the last ball stands in for another: the id of that one and its own. */
  lastCorrection: readonly [string, string] | null;
  strikeDoubt: StrikeDoubt | null;
  closed: CloseReason | null;
  isCloseRecorded: boolean;
  /** About how many bytes its entries take in a scorecard. */
  weight: number;
}

/** A target or a limit of overs that waits for the innings it was set for. */
export interface Revision {
  readonly target: number | null;
  readonly oversLimit: number | null;
}

/** How the match ended. One of `runs`, `wickets` tells the margin where there is one. */
export interface Result {
  readonly outcome: Outcome;
  readonly winnerTeamId: string | null;
  readonly runs: number | null;
  readonly wickets: number | null;
  readonly innings: number | null;
  readonly method: string | null;
  readonly byPenalty: boolean;
}

/** One player took another's place; `at` is the scorer's clock as ISO text, where given. */
export interface Replacement {
  readonly teamId: string;
  readonly outPlayerId: string | null;
  readonly inPlayerId: string;
  readonly role: ReplacementRole;
  readonly reason: ReplacementReason;
  readonly at: string | null;
}

/** Everything the fold knows: the innings in order, super overs among them, and what waits. */
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

/** Retirements that are no dismissal (Law 25.4.2). */
export const NOT_A_WICKET: ReadonlySet<WicketType> = new Set<WicketType>([
  "retired_hurt", "retired_not_out",
]);

/** False for retired hurt and retired not out (Law 25.4.2). */
export function isWicket(dismissal: Dismissal): boolean {
  return !NOT_A_WICKET.has(dismissal.type);
}

/** Dismissed; a batter retired hurt or not out is not. */
export function isOut(batter: Batter): boolean {
  return batter.dismissal !== null && isWicket(batter.dismissal);
}

/** Whether a ball could still be bowled. */
export function isOpen(innings: Innings): boolean {
  return innings.closed === null;
}

/** Legal balls of the over in progress; 0 once it is complete. */
export function overBalls(innings: Innings): number {
  return innings.over.isComplete ? 0 : innings.over.legalBalls;
}

/** The batters in, striker first. */
export function atCrease(innings: Innings): string[] {
  return [innings.strikerId, innings.nonStrikerId].filter((player) => player !== null);
}

/** The innings in progress or the last one; null before the first. */
export function currentInnings(state: MatchState): Innings | null {
  return state.innings[state.innings.length - 1] ?? null;
}

/** The innings that count in the totals: all but super overs. */
export function mainInnings(state: MatchState): Innings[] {
  return state.innings.filter((innings) => !innings.isSuperOver);
}

/** The super overs, each side's an innings of its own. */
export function superOvers(state: MatchState): Innings[] {
  return state.innings.filter((innings) => innings.isSuperOver);
}

/** The players in whose place another joined the match, and who did not come back. */
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

/** Return about how many bytes an entry takes: its names and ids so often, and all the rest. */
export function weightOf(names: readonly (string | null)[], copies = 2, rest = 150): number {
  const bytes = names.reduce((sum, name) => sum + (name ? utf8Length(name) : 0), 0);
  return rest + copies * bytes;
}
