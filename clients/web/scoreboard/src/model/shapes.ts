// What pages rely on in the documents that they read: a field of another type counts as missing, so
// that one document that was written wrongly leaves a page with all the others.

import type {
  FacingDoc, MatchDoc, PlayerSeasonDoc, TeamMatchDoc, TeamSeasonDoc, TickerDoc,
} from "./documents.ts";

/** The value, as far as it has the shape; undefined where it is of another type. */
type Shape = (value: unknown) => unknown;

const text: Shape = (value) => (typeof value === "string" ? value : undefined);
const number: Shape = (value) => (Number.isFinite(value) ? value : undefined);
const flag: Shape = (value) => (typeof value === "boolean" ? value : undefined);

/** A list without those items that are of another type. */
const list = (item: Shape): Shape => (value) =>
  Array.isArray(value) ? value.map(item).filter((each) => each !== undefined) : undefined;

/** A list whose items mean something by their places: null where one is of another type. */
const places = (item: Shape): Shape => (value) =>
  Array.isArray(value) ? value.map((each) => item(each) ?? null) : undefined;

/** A map of such fields; others in it are left as they are. */
const map = (fields: Readonly<Record<string, Shape>>): Shape => (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const kept = Object.entries(value).map(([name, each]) => [name, Object.hasOwn(fields, name) ? fields[name]?.(each) : each] as const);
  return Object.fromEntries(kept.filter(([, each]) => each !== undefined));
};

/** So many fields of one shape. */
const all = (shape: Shape, ...names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((name) => [name, shape]));

const TICKER = map({
  ...all(text, "matchId", "status", "scheduledAt", "competitionId", "seasonId", "lastWicket", "stoppage", "resultText"),
  ...all(number, "inningsNumber", "target", "problemCount", "version"),
  teamIds: places(text),
  teams: places(map(all(text, "name", "shortName"))),
  innings: list(map({ ...all(number, "team", "runs", "wickets", "overs", "balls"), closed: text, isSuperOver: flag })),
  batters: list(map({ ...all(text, "playerId", "playerName"), ...all(number, "runs", "balls"), isOnStrike: flag })),
  bowler: map(all(text, "playerId", "playerName", "figures")),
  strip: list(map(all(text, "actionId", "display"))),
  lastBall: map(all(text, "actionId", "commentary", "timestamp")),
  required: map(all(number, "runs", "balls")),
  dls: map({ method: text, ...all(number, "target", "par") }),
});

const MATCH = map({
  ...all(text, "homeTeamId", "awayTeamId", "homeTeamName", "awayTeamName", "seasonId", "competitionId", "format", "venue",
    "scheduledAt", "status", "completedAt"),
  toss: map(all(text, "winnerTeamId", "decision")),
  result: map(all(text, "outcome", "winnerTeamId", "text")),
  conditions: map({ ...all(number, "ballsPerOver", "oversPerInnings"), freeHit: flag }),
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

/** Such a document as pages read it; null where there is none. */
const reader = <Doc>(shape: Shape) => (value: unknown): Doc => (shape(value) ?? null) as Doc;

export const tickerOf = reader<TickerDoc | null>(TICKER);
export const matchDocOf = reader<MatchDoc | null>(MATCH);

/** The same of many rows of a query. */
const rows = <Doc>(shape: Shape) => (found: readonly { readonly data: unknown }[]): Doc[] =>
  found.map(({ data }) => shape(data) as Doc);

export const tickersIn = rows<TickerDoc>(TICKER);
export const teamSeasonsIn = rows<TeamSeasonDoc>(TEAM_SEASON);
export const playerSeasonsIn = rows<PlayerSeasonDoc>(PLAYER_SEASON);
export const facingIn = rows<FacingDoc>(FACING);
export const teamMatchesIn = rows<TeamMatchDoc>(TEAM_MATCH);
