// The shapes of the documents in lists and of seasons: tickers, matches, figures.

import type {
  FacingDoc, MatchDoc, PlayerSeasonDoc, TeamMatchDoc, TeamSeasonDoc, TickerDoc,
} from "./documents.ts";
import { all, count, flag, list, map, needed, number, places, reader, sign, text, within } from "./shape.ts";
import type { Shape } from "./shape.ts";

const MOST_BALLS = 20; // of an over

const TICKER = map({
  ...all(text, "matchId", "scheduledAt", "competitionId", "seasonId", "lastWicket", "stoppage", "resultText"),
  status: needed(text),
  ...all(count, "inningsNumber", "target", "problemCount", "version"),
  teamIds: places(text),
  teams: places(map(all(text, "name", "shortName"))),
  innings: list(map({ ...all(needed(count), "runs", "wickets", "overs"), ...all(count, "team", "balls"), closed: text, isSuperOver: flag })),
  batters: list(map({ ...all(text, "playerId", "playerName"), ...all(count, "runs", "balls"), isOnStrike: flag })),
  bowler: map(all(text, "playerId", "playerName", "figures")),
  strip: list(map({ actionId: text, display: sign })),
  lastBall: map(all(text, "actionId", "commentary", "timestamp")),
  required: map({ runs: number, balls: count }),
  dls: map({ method: text, ...all(number, "target", "par") }),
});

const MATCH = map({
  ...all(text, "homeTeamId", "awayTeamId", "homeTeamName", "awayTeamName", "seasonId", "competitionId", "format", "venue",
    "scheduledAt", "status", "completedAt", "attribution"),
  toss: map(all(text, "winnerTeamId", "decision")),
  result: map(all(text, "outcome", "winnerTeamId", "text")),
  conditions: map({ ballsPerOver: within(MOST_BALLS), ...all(count, "oversPerInnings", "inningsPerSide"), freeHit: flag }),
  awards: map({ playerOfMatchIds: list(text) }),
});

const TEAM_SEASON = map({
  ...all(text, "teamId", "competitionId"),
  ...all(number, "matchesPlayed", "wins", "losses", "ties", "draws", "noResults", "points", "netRunRate", "runsScored",
    "oversPlayed", "runsConceded", "oversBowled"),
  formGuide: list(text),
});

const PLAYER_SEASON = map({
  ...all(text, "personId", "teamId", "lastMatchId"),
  matchesPlayed: number,
  batting: map({ ...all(number, "innings", "runs", "ballsFaced", "average", "strikeRate", "highestScore", "sixes"), highestScoreNotOut: flag }),
  bowling: map({ ...all(number, "innings", "wickets", "ballsBowled", "average", "economy"), bestBowling: text }),
  fielding: map({ catches: number }),
});

const FACING = map({
  bowlerId: text, ...all(number, "ballsFaced", "runsScored", "dismissals", "strikeRate", "dotBalls", "fours", "sixes"),
});

const TOTALS = places(map({ ...all(number, "runs", "wickets"), closed: text }));
const TEAM_MATCH = map({
  ...all(text, "matchId", "teamId", "opponentId", "playedAt", "outcome"), totals: TOTALS, opponentTotals: TOTALS,
});

export const tickerOf = reader<TickerDoc>(TICKER);
export const matchDocOf = reader<MatchDoc>(MATCH);

/** Return a function that reads the rows of a query. */
const rows = <Doc>(shape: Shape) => (found: readonly { readonly data: unknown }[]): Doc[] =>
  found.map(({ data }) => reader<Doc>(shape)(data)).filter((each) => each !== null);

export const tickersIn = rows<TickerDoc>(TICKER);
export const teamSeasonsIn = rows<TeamSeasonDoc>(TEAM_SEASON);
export const playerSeasonsIn = rows<PlayerSeasonDoc>(PLAYER_SEASON);
export const facingIn = rows<FacingDoc>(FACING);
export const teamMatchesIn = rows<TeamMatchDoc>(TEAM_MATCH);
