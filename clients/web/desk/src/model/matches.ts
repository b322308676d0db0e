// What the desk says of the match itself: its title, its state, its lock. Pure.

import { apart, namesApart } from "./apart.js";
import { millisOf } from "./documents.js";
import type { MatchDocument, TickerDocument } from "./documents.js";

const STATES = ["scheduled", "live", "innings_break", "completed"] as const;
export type State = (typeof STATES)[number];

const UNNAMED = "?";
/** How long a completed match may still be mended, where its conditions do not say, in minutes. */
const GRACE_MINUTES = 120;
const MINUTE_MS = 60_000;
/** How far the clock of a device may be from the server's, which decides. */
const CLOCK_OFF_MS = 86_400_000;

/** Why nobody but an administrator rules in a match any more. */
export type Closed = "locked" | "over";

/** Return why a match takes no more rulings; null while it does. Of a match that is over for hardly longer
 * than it may be mended the server's clock decides, and so it still does here. */
export function closedBy({ lockedAt, completedAt, conditions }: MatchDocument, now: number): Closed | null {
  if (lockedAt != null) return "locked";
  const completed = millisOf(completedAt);
  const grace = (conditions?.graceMinutes ?? GRACE_MINUTES) * MINUTE_MS;
  return completed !== null && now > completed + grace + CLOCK_OFF_MS ? "over" : null;
}

export interface MatchView {
  readonly home: string;
  readonly away: string;
  readonly venue: string | null;
  readonly format: string | null;
  readonly scheduledAt: number | null;
  readonly state: State;
  /** More than one keeps a book: the score is what they agree on. */
  readonly isKeptInBooks: boolean;
  readonly lock: { readonly at: number; readonly personId: string | null } | null;
}

export function matchView(match: MatchDocument): MatchView {
  const lockedAt = millisOf(match.lockedAt);
  return {
    home: apart(match.homeTeamName || match.homeTeamId || UNNAMED),
    away: apart(match.awayTeamName || match.awayTeamId || UNNAMED),
    venue: apart(match.venue || "") || null,
    format: match.format || null,
    scheduledAt: millisOf(match.scheduledAt),
    state: STATES.find((each) => each === match.status) ?? "scheduled",
    isKeptInBooks: ["DUAL", "TRIPLE"].includes(match.validationTier ?? ""),
    lock: lockedAt === null ? null : { at: lockedAt, personId: match.lockedBy ?? null },
  };
}

/** Return how the match stands: `AS 34/1 (4.2), MR 12/0 (1.0)`, in the Hundred
 * `MO 69/1 (58 balls)`, or its result; "" before the first ball. */
export function scoreLine(ticker: TickerDocument | null): string {
  if (ticker?.resultText) return namesApart(ticker.resultText);
  const innings = (ticker?.innings ?? []).filter(({ runs, overs }) => [runs, overs].every(Number.isFinite));
  return innings.map(({ team, runs, wickets, overs, balls, closed }) => {
    const bowled = balls == null ? overs.toFixed(1) : `${balls} balls`;
    const side = apart(ticker?.teams?.[team ?? -1]?.shortName ?? "");
    return `${side} ${closed === "all_out" ? runs : `${runs}/${wickets}`} (${bowled})`.trim();
  }).join(", ");
}

export interface ListedMatch {
  readonly id: string;
  /** Null where the match's document is not there. */
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
