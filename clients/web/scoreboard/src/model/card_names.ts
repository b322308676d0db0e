// Who is called what on scorecards, and how batters were out: by the line-ups and the score of now.

import type { Json, MatchDoc, ScoreDoc } from "./documents.ts";
import { inningsOf } from "./standing_of_score.ts";

export interface Named {
  player(playerId: string): string;
  team(teamId: string | null): string;
  /** How a batter was out in an innings, in words; null where the score of now has it otherwise. */
  dismissal(inningsNumber: number, playerId: string, type: string): string | null;
}

export function namesIn(match: MatchDoc | null, now: ScoreDoc, lineups: readonly Json[]): Named {
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

/** Texts by their keys; the last that says something counts. */
function mapOf(pairs: readonly (readonly unknown[])[]): Map<string, string> {
  return new Map(pairs.filter((pair): pair is [string, string] => pair.every((each) => typeof each === "string" && each !== "")));
}
