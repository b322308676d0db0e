// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { ExtrasProjection, LedgerHead } from "./live.js";
import type { Timestamp } from "./moment.js";
import type { CloseReason, MatchFormat, Milestone, Outcome, TossDecision } from "./vocabulary.js";

/** A batter's innings. */
export interface ArchiveBatting {
  playerId: string;
  playerName: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  battingTeamId: string | null;
  battingTeam: string;
  runs: number;
  /** without wides */
  ballsFaced: number;
  fours: number;
  sixes: number;
  /** runs per 100 balls faced */
  strikeRate: number;
  isOut: boolean;
}

/** A bowler's innings; `figures` as 5/23. */
export interface ArchiveBowling {
  playerId: string;
  playerName: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  bowlingTeamId: string | null;
  bowlingTeam: string;
  figures: string;
  wickets: number;
  runsConceded: number;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls */
  ballsBowled: number;
  maidens: number;
}

/** The case for a player of the match: points, and a sentence for each part of them. */
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
  /** 1-based, super overs included */
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
  /** 1-based, super overs included */
  inningsNumber: number;
  battingTeamId: string | null;
  battingTeam: string;
  runs: number;
  wickets: number;
  /** for display: 12.4 is twelve overs and four balls */
  overs: number;
  /** legal balls */
  balls: number;
  target: number | null;
  closed: CloseReason | null;
  extras: ExtrasProjection;
}

/** A partnership; `runs` include extras. */
export interface ArchivePartnership {
  /** 1-based, super overs included */
  inningsNumber: number;
  battingTeamId: string | null;
  battingTeam: string;
  /** 1-based */
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

/** The player suggested by the figures, two runners-up, and the players awarded by people. */
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
  /** every line, including those without a ball */
  balls: readonly ReplayLine[];
  lastUpdated: Timestamp;
}

/** How the match ended; `winner` is the name, `text` is as a scorecard prints it. */
export interface ArchiveResult {
  outcome: Outcome;
  winnerId: string | null;
  winner: string | null;
  margin: string | null;
  method: string | null;
  text: string;
}

/** The runs off the bat of one batter of a partnership. */
export interface ArchiveShare {
  playerId: string;
  playerName: string;
  runs: number;
}

/** `matches/{matchId}/archive/summary`. Super overs are excluded from every figure. A list names at most five. */
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

/** The winner of the toss and their decision; `winner` is the name. */
export interface ArchiveToss {
  winnerId: string;
  winner: string;
  decision: TossDecision;
}

/** A wicket, a boundary or a milestone. */
export interface Highlight {
  kind: "wicket" | "four" | "six" | Milestone;
  actionIds: readonly string[];
  /** 1-based, super overs included */
  inningsNumber: number;
  /** 0-based over, legal balls: 12.4 */
  over: string;
  text: string;
  playerIds: readonly string[];
}

/** A ball with the score after it; the last three fields if there is a target. */
export interface ReplayBall {
  actionId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  over: string | null;
  inningsRuns: number;
  inningsWickets: number;
  commentary: string;
  type: "delivery";
  display: string;
  totalRuns: number;
  isWicket: boolean;
  /** the batter who faced this ball */
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
  /** without wides */
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

/** A line without a ball: another action, one that did not count, or a consequence of the score. Penalty runs have the number and total of the innings that they go to, so that its last line has its total. */
export interface ReplayFact {
  actionId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  over: string | null;
  inningsRuns: number;
  inningsWickets: number;
  commentary: string;
  type: "not_counted" | "result" | "innings_started" | "innings_closed" | "batter_dismissed" | "batter_retired" | "batter_resumed" | "batter_arrived" | "bowler_suspended" | "penalty_awarded" | "target_revised" | "play_stopped" | "play_resumed" | "player_replaced" | "match_closed";
}

/** A line of the replay, by `type`. */
export type ReplayLine = ReplayBall | ReplayFact;

/** An over that turned the match; `how` describes the computation in words. */
export interface TurningOver {
  kind: "turning_over";
  actionIds: readonly string[];
  /** 1-based, super overs included */
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
