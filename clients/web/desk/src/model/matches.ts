// The facts of a match that the desk shows: title, state, score, lock; and the list of matches. Pure.

import { isolateName, isolateNames } from "./apart.js";
import { millisOf } from "./documents.js";
import type { MatchDocument, TickerDocument } from "./documents.js";

const STATES = ["scheduled", "live", "innings_break", "completed"] as const;
export type State = (typeof STATES)[number];

const UNNAMED = "?";
/** The time in which a completed match may still be corrected if its conditions do not set one, in minutes. */
const GRACE_MINUTES = 120;
const MINUTE_MS = 60_000;
/** How far a device's clock may be from the server's, which decides. */
const CLOCK_TOLERANCE_MS = 86_400_000;

/** Why only an administrator may still rule in a match. */
export type Closed = "locked" | "over";

/** Return why a match takes no more rulings; null if it still does. Shortly after the grace time the result is still
 * null, because the server's clock decides. */
export function closedBy({ lockedAt, completedAt, conditions }: MatchDocument, now: number): Closed | null {
  if (lockedAt != null) return "locked";
  const completed = millisOf(completedAt);
  const grace = (conditions?.graceMinutes ?? GRACE_MINUTES) * MINUTE_MS;
  return completed !== null && now > completed + grace + CLOCK_TOLERANCE_MS ? "over" : null;
}

export interface MatchView {
  readonly home: string;
  readonly away: string;
  readonly venue: string | null;
  readonly format: string | null;
  readonly scheduledAt: number | null;
  readonly state: State;
  /** Whether several scorers keep books, whose agreement makes the score. */
  readonly isKeptInBooks: boolean;
  readonly lock: { readonly at: number; readonly personId: string | null } | null;
}

export function matchView(match: MatchDocument): MatchView {
  const lockedAt = millisOf(match.lockedAt);
  return {
    home: isolateName(match.homeTeamName || match.homeTeamId || UNNAMED),
    away: isolateName(match.awayTeamName || match.awayTeamId || UNNAMED),
    venue: isolateName(match.venue || "") || null,
    format: match.format || null,
    scheduledAt: millisOf(match.scheduledAt),
    state: STATES.find((each) => each === match.status) ?? "scheduled",
    isKeptInBooks: ["DUAL", "TRIPLE"].includes(match.validationTier ?? ""),
    lock: lockedAt === null ? null : { at: lockedAt, personId: match.lockedBy ?? null },
  };
}

/** Return the score as one line: `AS 34/1 (4.2), MR 12/0 (1.0)`, in the Hundred `MO 69/1 (58 balls)`; or the
 * result; "" before the first ball. */
export function scoreLine(ticker: TickerDocument | null): string {
  if (ticker?.resultText) return isolateNames(ticker.resultText);
  const innings = (ticker?.innings ?? []).filter(({ runs, overs }) => [runs, overs].every(Number.isFinite));
  return innings.map(({ team, runs, wickets, overs, balls, closed }) => {
    const bowled = balls == null ? overs.toFixed(1) : `${balls} balls`;
    const side = isolateName(ticker?.teams?.[team ?? -1]?.shortName ?? "");
    return `${side} ${closed === "all_out" ? runs : `${runs}/${wickets}`} (${bowled})`.trim();
  }).join(", ");
}

export interface ListedMatch {
  readonly id: string;
  /** Null if the match's document is missing. */
  readonly view: MatchView | null;
  readonly roles: readonly string[];
}

/** Return a person's matches, the latest first; those without a date last. */
export function listOf(
  roles: ReadonlyMap<string, readonly string[]>, matches: ReadonlyMap<string, MatchDocument>,
): ListedMatch[] {
  const listed = [...roles].map(([id, held]) => {
    const match = matches.get(id);
    return { id, view: match ? matchView(match) : null, roles: held };
  });
  const dateOf = ({ view }: ListedMatch): number => view?.scheduledAt ?? -Infinity;
  return listed.sort((one, other) => (dateOf(one) === dateOf(other) ? 0 : dateOf(other) - dateOf(one)));
}
