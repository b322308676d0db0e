// Reads a match for a spectator's app, using the definitions of the documents.

import { collection, doc, onSnapshot, query, where } from "firebase/firestore";
import type { Firestore, Unsubscribe } from "firebase/firestore";
import type { Delivery, Lineup, LiveHealth, LiveScore, ScoringAction } from "./types.js";
import { overs } from "./overs.js";

/** Listen to the score of a match; `show` is called with null before its first ball. */
export function listenToScore(
  db: Firestore, matchId: string, show: (score: LiveScore | null) => void,
): Unsubscribe {
  const score = doc(db, `matches/${matchId}/live/score`);
  return onSnapshot(score, (snap) => show((snap.data() as LiveScore | undefined) ?? null));
}

/** Return the score as a scoreboard shows it: "Lions 143-2 (12.4)". */
export function scoreLine(score: LiveScore): string {
  const current = score.currentInnings;
  if (!current) return "not begun";
  const needed = current.runsRequired ? `, ${current.runsRequired} to win` : "";
  return `${current.battingTeamId ?? "?"} ${current.runs}-${current.wickets} (${overs(current.overs)})${needed}`;
}

/** Return the balls of a log that count, in the order in which they were recorded. */
export function standing(actions: readonly ScoringAction[]): Delivery[] {
  return actions.filter(
    (action): action is Delivery => action.type === "delivery" && !action.isVoided,
  );
}

/** Return the query of a side's playing XI. */
export function playingXi(db: Firestore, matchId: string, teamId: string) {
  const lineups = collection(db, `matches/${matchId}/lineups`);
  return query(lineups, where("teamId", "==", teamId), where("role", "==", "playing_xi"));
}

/** Return the names of a side in the order in which they came in to bat. */
export function cameIn(lineups: readonly Lineup[]): string[] {
  return lineups
    .filter((lineup) => lineup.battedAt != null)
    .sort((one, other) => (one.battedAt ?? 0) - (other.battedAt ?? 0))
    .map((lineup) => lineup.playerName ?? lineup.playerId);
}

/** Return whether somebody should look at the log. */
export function needsCare(health: LiveHealth): boolean {
  return health.problems.some((problem) => problem.severity !== "info");
}
