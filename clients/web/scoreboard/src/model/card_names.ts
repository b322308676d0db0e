// The names on scorecards, and the dismissals in words, from the line-ups and the present score.

import type { Json, MatchDoc, ScoreDoc } from "./documents.ts";
import { inningsOf } from "./standing_of_score.ts";

export interface CardNames {
  player(playerId: string): string;
  team(teamId: string | null): string;
  /** Return how a batter was out in an innings, in words; null if the present score has another dismissal. */
  dismissal(inningsNumber: number, playerId: string, type: string): string | null;
}

export function namesIn(match: MatchDoc | null, now: ScoreDoc, lineups: readonly Json[]): CardNames {
  const innings = inningsOf(now);
  const listed = innings.flatMap((each) => [...(each.batsmen ?? []), ...(each.didNotBat ?? []), ...(each.bowlers ?? [])]);
  const players = mapOf([...lineups, ...listed].map((each) => [each["playerId"], each["playerName"]]));
  const teams = mapOf([
    [match?.homeTeamId, match?.homeTeamName], [match?.awayTeamId, match?.awayTeamName],
    ...innings.map((each) => [each.battingTeamId, each.battingTeam]),
  ]);
  return {
    player: (playerId) => players.get(playerId) ?? playerId,
    team: (teamId) => teams.get(teamId ?? "") ?? teamId ?? "",
    dismissal: (inningsNumber, playerId, type) => {
      const batsmen = innings.find((each) => each.inningsNumber === inningsNumber)?.batsmen;
      const how = batsmen?.find((each) => each.playerId === playerId)?.dismissal;
      return how?.type === type ? (how.description ?? null) : null;
    },
  };
}

/** Return texts by key; of several the last that is not empty counts. */
function mapOf(pairs: readonly (readonly unknown[])[]): Map<string, string> {
  return new Map(pairs.filter((pair): pair is [string, string] => pair.every((each) => typeof each === "string" && each !== "")));
}
