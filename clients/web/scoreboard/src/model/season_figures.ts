// The figures of a season: tables, leaders, teams, players, and meetings of two sides or of a batter with bowlers.

import type { FacingDoc, PlayerSeasonDoc, TeamMatchDoc, TeamSeasonDoc, TickerDoc } from "./documents.ts";
import { texts } from "../texts.ts";
import { numberOr, rateText, scoreText } from "./numbers.ts";

type TotalDoc = NonNullable<TeamMatchDoc["totals"]>[number];

export type Names = ReadonlyMap<string, string>;

/** Return the teams' names in the tickers. */
export function tickerNames(tickers: readonly TickerDoc[]): Map<string, string> {
  return new Map(tickers.flatMap((each) => (each.teamIds ?? []).flatMap((id, place) => {
    const name = each.teams?.[place]?.name;
    return id && name ? [[id, name] as const] : [];
  })));
}

export interface TableRow {
  readonly teamId: string;
  readonly name: string;
  readonly played: number;
  readonly won: number;
  readonly lost: number;
  readonly tied: number;
  readonly drawn: number;
  readonly noResult: number;
  readonly points: string;
  readonly netRunRate: string;
  readonly form: readonly string[];
}

export interface Table {
  readonly competitionId: string | null; // null: all matches of the season
  readonly rows: readonly TableRow[];
  readonly hasTies: boolean;
  readonly hasDraws: boolean;
}

/** Return a table for each competition of the season; one of all matches only if there is no competition. */
export function tablesOf(teams: readonly TeamSeasonDoc[], names: Names): Table[] {
  const competitions = [...new Set(teams.map((each) => each.competitionId ?? null))].sort();
  const wanted = competitions.some((each) => each !== null) ? competitions.filter((each) => each !== null) : competitions;
  return wanted.map((competitionId) => {
    const rows = teams.filter((each) => (each.competitionId ?? null) === competitionId).sort(byRank).map((each) => rowOf(each, names));
    return {
      competitionId, rows,
      hasTies: rows.some((each) => each.tied > 0),
      hasDraws: rows.some((each) => each.drawn > 0),
    };
  });
}

/** Compare by points, net run rate (exact, not rounded; teams without one last), wins, team id. */
function byRank(one: TeamSeasonDoc, other: TeamSeasonDoc): number {
  return (
    numberOr(other.points, 0) - numberOr(one.points, 0) ||
    byRunRate(one, other) ||
    numberOr(other.wins, 0) - numberOr(one.wins, 0) ||
    ((one.teamId ?? "") < (other.teamId ?? "") ? -1 : 1)
  );
}

function byRunRate(team: TeamSeasonDoc, opponent: TeamSeasonDoc): number {
  const [one, other] = [runRate(team), runRate(opponent)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const [left, right] = [one.lead * other.balls, other.lead * one.balls];
  return Number(left < right) - Number(left > right);
}

/** Return net runs per ball as a fraction of whole numbers; null if there are none. Without runs and overs it is computed
 * from the rounded rate. */
function runRate({ runsScored, oversPlayed, runsConceded, oversBowled, netRunRate }: TeamSeasonDoc): { lead: bigint; balls: bigint } | null {
  const [scored, played, conceded, bowled] = [runsScored, ballsIn(oversPlayed), runsConceded, ballsIn(oversBowled)].map(wholeOrNull);
  if (scored == null || played == null || conceded == null || bowled == null) {
    const thousandths = wholeOrNull(Math.round(numberOr(netRunRate, NaN) * 1000));
    return thousandths === null ? null : { lead: thousandths, balls: 6000n };
  }
  return played && bowled ? { lead: scored * bowled - conceded * played, balls: played * bowled } : null;
}

const ballsIn = (overs: number | null | undefined): number => Math.round(numberOr(overs, NaN) * 6);
const wholeOrNull = (value: number | null | undefined): bigint | null => (Number.isSafeInteger(value) ? BigInt(value as number) : null);

function rowOf(team: TeamSeasonDoc, names: Names): TableRow {
  const rate = team.netRunRate;
  return {
    teamId: team.teamId ?? "",
    name: names.get(team.teamId ?? "") ?? team.teamId ?? "",
    played: numberOr(team.matchesPlayed, 0),
    won: numberOr(team.wins, 0),
    lost: numberOr(team.losses, 0),
    tied: numberOr(team.ties, 0),
    drawn: numberOr(team.draws, 0),
    noResult: numberOr(team.noResults, 0),
    points: `${Number(numberOr(team.points, 0).toFixed(6))}`,
    netRunRate: rate == null ? "–" : `${rate < 0 ? "−" : "+"}${Math.abs(rate).toFixed(3)}`,
    form: [...(team.formGuide ?? [])],
  };
}

export type LeaderKind = keyof typeof texts.leaderKinds;

export interface Leader {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly value: string;
  readonly detail: readonly [number, number]; // matches and innings
}

interface Ranking {
  readonly kind: LeaderKind;
  readonly isIn: (player: PlayerSeasonDoc) => boolean;
  readonly value: (player: PlayerSeasonDoc) => number;
  readonly text: (player: PlayerSeasonDoc) => string;
  readonly innings: "batting" | "bowling";
  readonly ascends?: boolean;
}

const LEAST_BALLS = 30; // for rates: players who faced or bowled fewer are not ranked

const runs = (each: PlayerSeasonDoc): number => numberOr(each.batting?.runs, 0);
const wickets = (each: PlayerSeasonDoc): number => numberOr(each.bowling?.wickets, 0);
const hasFaced = (each: PlayerSeasonDoc): boolean => numberOr(each.batting?.ballsFaced, 0) >= LEAST_BALLS;
const hasBowled = (each: PlayerSeasonDoc): boolean => numberOr(each.bowling?.ballsBowled, 0) >= LEAST_BALLS;

const RANKINGS: readonly Ranking[] = [
  { kind: "runs", innings: "batting", isIn: (p) => runs(p) > 0, value: runs, text: (p) => `${runs(p)}` },
  { kind: "wickets", innings: "bowling", isIn: (p) => wickets(p) > 0, value: wickets, text: (p) => `${wickets(p)}` },
  { kind: "highest", innings: "batting", isIn: (p) => numberOr(p.batting?.highestScore, 0) > 0, value: highestValue, text: highest },
  { kind: "best", innings: "bowling", isIn: (p) => wickets(p) > 0, value: bestValue, text: (p) => p.bowling?.bestBowling ?? "–" },
  { kind: "strikeRate", innings: "batting", isIn: (p) => hasFaced(p) && p.batting?.strikeRate != null, value: (p) => numberOr(p.batting?.strikeRate, 0), text: (p) => rateText(p.batting?.strikeRate) },
  { kind: "economy", innings: "bowling", ascends: true, isIn: (p) => hasBowled(p) && p.bowling?.economy != null, value: (p) => numberOr(p.bowling?.economy, 0), text: (p) => rateText(p.bowling?.economy) },
  { kind: "sixes", innings: "batting", isIn: (p) => numberOr(p.batting?.sixes, 0) > 0, value: (p) => numberOr(p.batting?.sixes, 0), text: (p) => `${p.batting?.sixes ?? 0}` },
  { kind: "catches", innings: "batting", isIn: (p) => numberOr(p.fielding?.catches, 0) > 0, value: (p) => numberOr(p.fielding?.catches, 0), text: (p) => `${p.fielding?.catches ?? 0}` },
];

export function highest({ batting }: PlayerSeasonDoc): string {
  return batting?.highestScore == null ? "–" : `${batting.highestScore}${batting.highestScoreNotOut ? "*" : ""}`;
}

/** Return a value for ranking: 87* is above 87 and below 88. */
function highestValue({ batting }: PlayerSeasonDoc): number {
  return 2 * numberOr(batting?.highestScore, 0) + Number(batting?.highestScoreNotOut === true);
}

/** Return a value for ranking: 5/23 is above 5/24 and below 6/90. */
function bestValue(player: PlayerSeasonDoc): number {
  const [taken = "0", conceded = "0"] = (player.bowling?.bestBowling ?? "").split("/");
  return Number(taken) * 10000 - Number(conceded);
}

/** Return the leaders by each measure, at most `most`; measures without any player are left out. */
export function leadersOf(players: readonly PlayerSeasonDoc[], names: Names, most = 5): { kind: LeaderKind; leaders: Leader[] }[] {
  return RANKINGS.map((ranking) => {
    const sign = ranking.ascends ? 1 : -1;
    const best = players.filter(ranking.isIn).sort((one, other) =>
      sign * (ranking.value(one) - ranking.value(other)) || ((one.personId ?? "") < (other.personId ?? "") ? -1 : 1));
    return { kind: ranking.kind, leaders: best.slice(0, most).map((each) => leaderOf(each, ranking, names)) };
  }).filter(({ leaders }) => leaders.length > 0);
}

function leaderOf(player: PlayerSeasonDoc, ranking: Ranking, names: Names): Leader {
  return {
    id: player.personId ?? "",
    name: names.get(player.personId ?? "") ?? player.personId ?? "",
    team: names.get(player.teamId ?? "") ?? player.teamId ?? "",
    value: ranking.text(player),
    detail: [numberOr(player.matchesPlayed, 0), numberOr(player[ranking.innings]?.innings, 0)],
  };
}

export interface PlayerRow {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly team: string;
  readonly cells: readonly string[]; // as PLAYER_COLUMNS
}

/** Return the players of a team, or of all teams (null), the most runs first. */
export function playersOf(players: readonly PlayerSeasonDoc[], names: Names, teamId: string | null): PlayerRow[] {
  return players.filter((each) => teamId === null || each.teamId === teamId).sort((one, other) =>
    runs(other) - runs(one) || wickets(other) - wickets(one) || ((one.personId ?? "") < (other.personId ?? "") ? -1 : 1)
  ).map((each) => ({
    id: each.personId ?? "",
    name: names.get(each.personId ?? "") ?? each.personId ?? "",
    teamId: each.teamId ?? "",
    team: names.get(each.teamId ?? "") ?? each.teamId ?? "",
    cells: [
      `${each.matchesPlayed ?? 0}`, `${runs(each)}`, highest(each), rateText(each.batting?.average),
      rateText(each.batting?.strikeRate), `${wickets(each)}`, each.bowling?.bestBowling ?? "–",
      rateText(each.bowling?.average), rateText(each.bowling?.economy), `${each.fielding?.catches ?? 0}`,
    ],
  }));
}

/** Return a batter's figures against each bowler, the most balls first. */
export function facingOf(facing: readonly FacingDoc[], names: Names): { id: string; name: string; cells: string[] }[] {
  const allFormats = facing.filter((each) => each.format == null);
  return allFormats.sort((one, other) => numberOr(other.ballsFaced, 0) - numberOr(one.ballsFaced, 0)).map((each) => ({
    id: each.bowlerId ?? "",
    name: names.get(each.bowlerId ?? "") ?? each.bowlerId ?? "",
    cells: [
      `${each.ballsFaced ?? 0}`, `${each.runsScored ?? 0}`, `${each.dismissals ?? 0}`, rateText(each.strikeRate),
      `${each.dotBalls ?? 0}`, `${each.fours ?? 0}`, `${each.sixes ?? 0}`,
    ],
  }));
}

export interface Meetings {
  readonly won: number;
  readonly lost: number;
  readonly other: number;
  readonly matches: readonly { readonly id: string; readonly at: string; readonly outcome: string; readonly score: string | null }[]; // null: not known, or nobody batted
}

/** Return the results of a side against another, the latest first. */
export function meetingsOf(matches: readonly TeamMatchDoc[], teamId: string, opponentId: string): Meetings {
  const own = matches.filter((each) => each.teamId === teamId && each.opponentId === opponentId)
    .sort((one, other) => ((one.playedAt ?? "") < (other.playedAt ?? "") ? 1 : -1));
  const count = (outcome: string): number => own.filter((each) => each.outcome === outcome).length;
  return {
    won: count("W"), lost: count("L"), other: own.length - count("W") - count("L"),
    matches: own.map((each) => ({
      id: each.matchId ?? "", at: each.playedAt ?? "", outcome: each.outcome ?? "",
      score: scoreOf(each),
    })),
  };
}

/** Return the score of a match, "288/7 – 214", as it was played: the runs credited for net run rate may differ. */
function scoreOf({ totals, opponentTotals }: TeamMatchDoc): string | null {
  if (!totals || !opponentTotals || !(totals.length || opponentTotals.length)) return null;
  const sides = [totals, opponentTotals].map((side) => side.map(totalOf));
  if (sides.flat().includes(null)) return null;
  return sides.map((side) => side.join(" & ") || texts.hadNoInnings).join(" – ");
}

/** Return an innings total as text; null if the document does not have it. */
function totalOf(total: TotalDoc | null): string | null {
  if (typeof total?.runs !== "number" || typeof total.wickets !== "number") return null;
  if (total.closed === "forfeited" && !total.runs && !total.wickets) return texts.closed.forfeited ?? null;
  const score = scoreText(total.runs, total.wickets, total.closed === "all_out");
  return total.closed === "declared" ? `${score} ${texts.declared}` : score;
}

