// Shows the figures of a season.

import { collection, query, where } from "firebase/firestore";
import type { Firestore, Query } from "firebase/firestore";
import type { PlayerSeasonStats, TeamSeasonStats } from "./types.js";

/** Return the query of the teams of a competition in a season, unordered. */
export function teamsOf(db: Firestore, seasonId: string, competitionId: string): Query {
  const teams = collection(db, "team_season_stats");
  return query(teams, where("seasonId", "==", seasonId), where("competitionId", "==", competitionId));
}

/**
 * Return a league table: by points, net run rate (exact, not rounded to three decimals; none comes
 * last), wins, team id.
 */
export function leagueTable(teams: readonly TeamSeasonStats[]): TeamSeasonStats[] {
  return [...teams].sort(
    (one, other) =>
      other.points - one.points ||
      byRunRate(one, other) ||
      other.wins - one.wins ||
      (one.teamId < other.teamId ? -1 : Number(one.teamId > other.teamId)),
  );
}

function byRunRate(team: TeamSeasonStats, opponent: TeamSeasonStats): number {
  const [one, other] = [runRate(team), runRate(opponent)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const [left, right] = [one.lead * other.balls, other.lead * one.balls];
  return Number(left < right) - Number(left > right);
}

/** Return the net runs per ball as a fraction of whole numbers; null if a side faced no ball. */
function runRate(team: TeamSeasonStats): { lead: bigint; balls: bigint } | null {
  const [played, bowled] = [balls(team.oversPlayed), balls(team.oversBowled)];
  if (!played || !bowled) return null;
  return { lead: BigInt(team.runsScored) * bowled - BigInt(team.runsConceded) * played, balls: played * bowled };
}

const balls = (overs: number): bigint => BigInt(Math.round(overs * 6));

/** Return a figure for display, "34.50"; a dash if there is nothing to divide by. */
export function shown(figure: number | null): string {
  return figure === null ? "–" : figure.toFixed(2);
}

/** Return a highest score: "87*". */
export function highest({ batting }: PlayerSeasonStats): string {
  const { highestScore, highestScoreNotOut } = batting;
  return highestScore === null ? "–" : `${highestScore}${highestScoreNotOut ? "*" : ""}`;
}
