// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "./moment.js";
import type { CloseReason, MatchFormat } from "./vocabulary.js";

/** Batting in a match. Retired hurt and retired not out count as not out. A hundred is not also a fifty. */
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
  /** without wides */
  ballsFaced: number;
}

/** Bowling in a match; `bestWickets` and `bestRuns` are of one innings. Wides and no-balls are runs, as in the extras. */
export interface BowlingFigures {
  innings: number;
  /** legal balls */
  ballsBowled: number;
  /** a miscounted over as a whole one; absent in older contributions */
  ballsCounted?: number | null;
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

/** Dismissals credited to the bowler; `other`: stumped, hit wicket. */
export interface DismissalBreakdown {
  bowled: number;
  caught: number;
  lbw: number;
  other: number;
}

/** A batter against a bowler in a match. The last four fields are dismissals credited to the bowler. */
export interface FacingFigures {
  /** without wides */
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

/** Fielding; each fielder named gets a run-out, and `runOutsAssisted` if several were named. */
export interface FieldingFigures {
  catches: number;
  stumpings: number;
  runOuts: number;
  runOutsAssisted: number;
}

/** The score of a side's innings as it was played, whatever the side is credited with. */
export interface InningsTotal {
  runs: number;
  wickets: number;
  closed: CloseReason | null;
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
  /** without wides */
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

/** `player_match_stats/{matchId}_{personId}`: what a match adds to a player's figures. Super overs are excluded. */
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

/** `player_season_stats/{seasonId}_{teamId}_{personId}_{format}`: a player's season in a team. The Hundred and Custom are only in All. */
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
  /** without wides */
  ballsFaced: number;
}

/** Bowling over matches. */
export interface SeasonBowling {
  matches: number;
  innings: number;
  /** for show, in sixes: 12.4 is 76 balls; a miscounted over is one over, as on a card */
  overs: number;
  /** legal balls */
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

/** The last outcome and how often it came in a row; a no-result neither ends nor extends it. */
export interface Streak {
  type: "W" | "L" | "T" | "D";
  count: number;
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
  /** the team's innings in order, without super overs; absent in older contributions */
  totals?: readonly InningsTotal[] | null;
  /** the opponent's; as `totals` */
  opponentTotals?: readonly InningsTotal[] | null;
  lastUpdated: Timestamp;
}

/** `team_season_stats/{seasonId}_{teamId}`. With `_{competitionId}` the figures of one competition. */
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
