// Converts the match's document and its line-ups to what the console shows; invalid values are left out.

import type { MatchFacts, Scorer } from "@scrbrd/client";
import type { MatchChoice } from "../gate.js";
import type { MatchInfo, Player, Tier, Toss } from "../session/recorder.js";
import { beginningText } from "../session/times.js";
import { t } from "../texts.js";
import { isolateName } from "../views/apart.js";

type Document = Readonly<Record<string, unknown>>;

const TIERS: readonly Tier[] = ["HONOR", "SINGLE", "DUAL", "TRIPLE"];

export function matchInfo(matchId: string, match: Document): MatchInfo {
  const [homeTeamId, awayTeamId] = [text(match["homeTeamId"]), text(match["awayTeamId"])];
  return {
    matchId,
    homeTeamId,
    awayTeamId,
    homeName: text(match["homeTeamName"]) || homeTeamId,
    awayName: text(match["awayTeamName"]) || awayTeamId,
    format: text(match["format"]),
    venue: text(match["venue"]),
    tier: TIERS.find((each) => each === match["validationTier"]) ?? "HONOR",
    toss: tossOf(match["toss"]),
    isLocked: match["lockedAt"] != null,
  };
}

/** What of a scorer tells how much of an innings is not sent. */
type Queue = Pick<Scorer, "actions" | "waiting">;

/** Return how many entries of an innings the server has not answered. A device that lost power may have forgotten the
 * list of them while the SDK still sends them: those are pending actions of no known entry. */
export function unsentCount({ actions, waiting }: Queue): number {
  const known = new Set(waiting.flatMap(({ nonce, voiding, target }) => [nonce, voiding?.nonce, target?.nonce]));
  return waiting.length + actions.filter(({ isPending, nonce }) => isPending && !known.has(nonce)).length;
}

/** Return a match for the list of matches, with what distinguishes it from others of the same sides. */
export function choiceOf({ matchId, match }: { matchId: string; match: object | null }): MatchChoice {
  const document = (match ?? {}) as Document;
  const { homeName, awayName, format, venue } = matchInfo(matchId, document);
  const home = isolateName(homeName || matchId);
  const state = t.match.states[text(document["status"])];
  const detail = [beginningText(document["scheduledAt"]), format, venue, state].filter(Boolean).join(" · ");
  return { matchId, name: awayName ? t.match.versus(home, isolateName(awayName)) : home, detail };
}

/** Return the facts of a match; if it was deleted, the last facts known. */
export function lastKnown(now: MatchFacts, before: MatchFacts | null): MatchFacts {
  return now.match === null && before !== null ? before : now;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function tossOf(value: unknown): Toss | null {
  const toss = value as Partial<Toss> | null | undefined;
  return toss?.winnerTeamId && toss.decision ? { winnerTeamId: toss.winnerTeamId, decision: toss.decision } : null;
}

const ROLES = ["playing_xi", "substitute", "reserve", "withdrawn"] as const;

export function playersOf(lineups: readonly Document[]): Player[] {
  return lineups.map((each) => ({
    lineupId: text(each["id"]),
    playerId: text(each["playerId"]),
    name: text(each["playerName"]) || text(each["playerId"]),
    teamId: text(each["teamId"]),
    role: ROLES.find((role) => role === each["role"]) ?? "playing_xi",
    isKeeper: each["isWicketkeeper"] === true,
    isCaptain: each["isCaptain"] === true,
    position: typeof each["battingPosition"] === "number" ? each["battingPosition"] : null,
    isConfirmed: each["confirmedAt"] != null,
  }));
}
