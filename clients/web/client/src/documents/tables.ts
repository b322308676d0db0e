// How an app shows the figures of a season.

import { collection, query, where } from "firebase/firestore";
import type { Firestore, Query } from "firebase/firestore";
import type { PlayerSeasonStats, TeamSeasonStats } from "./types.js";

/** The teams of a competition in a season, unordered. */
export function teamsOf(db: Firestore, seasonId: string, competitionId: string): Query {
  const teams = collection(db, "team_season_stats");
  return query(teams, where("seasonId", "==", seasonId), where("competitionId", "==", competitionId));
}

/** A league table: by points, net run rate (those without one last), wins, team id. */
export function leagueTable(teams: readonly TeamSeasonStats[]): TeamSeasonStats[] {
  return [...teams].sort(
    (one, other) =>
      other.points - one.points ||
      descending(one.netRunRate, other.netRunRate) ||
      other.wins - one.wins ||
      (one.teamId < other.teamId ? -1 : Number(one.teamId > other.teamId)),
  );
}

function descending(one: number | null, other: number | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return other - one;
}

/** "34.50": a figure for show; a dash where there is nothing to divide by. */
export function shown(figure: number | null): string {
  return figure === null ? "–" : figure.toFixed(2);
}

/** "87*": a highest score. */
export function highest({ batting }: PlayerSeasonStats): string {
  const { highestScore, highestScoreNotOut } = batting;
  return highestScore === null ? "–" : `${highestScore}${highestScoreNotOut ? "*" : ""}`;
}
