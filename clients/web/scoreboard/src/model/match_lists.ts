// Lists of matches: in play, next and finished, by their tickers.

import type { MatchDoc, TickerDoc } from "./documents.ts";
import { standingOfMatch, standingOfTicker } from "./standing.ts";
import type { Standing } from "./standing.ts";

export interface MatchEntry {
  readonly id: string;
  readonly standing: Standing;
  readonly seasonId: string | null;
}

export interface Home {
  readonly live: readonly MatchEntry[];
  readonly next: readonly MatchEntry[];
  readonly finished: readonly MatchEntry[];
}

/** A match document with its id, for matches without a ticker: those without a date, or older than tickers are. */
export type MatchRow = MatchDoc & { readonly id: string };

/**
 * Return the lists of matches: live ones (and those in a break) by their start; next ones, the soonest first and those
 * without a date last; finished ones, the latest first. Matches scheduled before `since`, an ISO text, that did not
 * begin are left out.
 */
export function homeOf(tickers: readonly TickerDoc[], matches: readonly MatchRow[] = [], since = ""): Home {
  const scored = tickers.filter((each) => each.matchId).map((each) => ({
    id: each.matchId ?? "", standing: standingOfTicker(each), seasonId: each.seasonId ?? null,
  }));
  const known = new Set(scored.map((each) => each.id));
  const others = matches.filter((each) => !known.has(each.id)).map((each) => ({
    id: each.id, standing: standingOfMatch(each), seasonId: each.seasonId ?? null,
  }));
  const entries = [...scored, ...others];
  const of = (...statuses: string[]): MatchEntry[] =>
    entries.filter((each) => statuses.includes(each.standing.status)).sort(byTime);
  const toCome = of("scheduled", "unknown").filter((each) => (each.standing.scheduledAt ?? since) >= since);
  const next = [true, false].flatMap((hasDate) => toCome.filter((each) => Boolean(each.standing.scheduledAt) === hasDate));
  return { live: of("live", "innings_break"), next, finished: of("completed").reverse() };
}

const DAY_MS = 86_400_000;

/**
 * Return the first day whose matches to come are listed, as an ISO text; `now` is the device's time in milliseconds.
 * It is yesterday: an evening match in the west may begin late, on the next day of UTC, and the device's clock may be
 * a day ahead.
 */
export function listedSince(now: number): string {
  return new Date(now - DAY_MS).toISOString().slice(0, 10);
}

function byTime(one: MatchEntry, other: MatchEntry): number {
  const [first, second] = [one.standing.scheduledAt ?? "", other.standing.scheduledAt ?? ""];
  return first === second ? (one.id < other.id ? -1 : 1) : first < second ? -1 : 1;
}
