// How a match stands by the newest of what is known of it. The ticker comes with every ball and does
// not say everything: what the whole score said and still holds is kept.

import type { FeedDoc, MatchDoc, ScoreDoc, TickerDoc } from "./documents.ts";
import { numberOr } from "./numbers.ts";
import { isWhole, standingOfMatch, standingOfTicker } from "./standing.ts";
import type { Standing } from "./standing.ts";
import { standingOfScore } from "./standing_of_score.ts";

export interface Known {
  readonly match: MatchDoc | null;
  readonly score: ScoreDoc | null;
  readonly ticker: TickerDoc | null;
}

/**
 * By the newer of the two documents, or the other one where it cannot be read as far as the score goes; of the
 * match alone where nothing was scored.
 */
export function standingOf({ match, score, ticker }: Known): Standing | null {
  const ofScore = (): Standing | null => score && standingOfScore(score, match, ticker);
  const ofTicker = (): Standing | null => ticker && { ...standingOfTicker(ticker, match), powerplay: powerplayOf(ticker, score) };
  const isScoreNewer = score !== null && (score.version ?? 0) >= (ticker?.version ?? 0);
  const [newer, older] = isScoreNewer ? [ofScore, ofTicker] : [ofTicker, ofScore];
  const first = newer();
  if (first && isWhole(first)) return first;
  const other = older();
  const isBetter = other !== null && (first === null || isWhole(other) || other.innings.length > first.innings.length);
  return (isBetter ? other : first) ?? (match && standingOfMatch(match));
}

/** The documents of a match of which a page can leave something out. */
export type Missing = "match" | "ticker" | "score" | "feed";

/** Those of which something could not be read, a document of the feed for any of it. */
export function missingOf({ match, ticker, score, feed }: Known & { readonly feed: ReadonlyMap<string, FeedDoc> }): Missing[] {
  const documents = { match, ticker, score, feed: [...feed.values()].find((each) => each.hasUnread) };
  return (Object.keys(documents) as Missing[]).filter((name) => documents[name]?.hasUnread);
}

/** Whether the whole score is of an innings that is no longer the last: it is worth reading again. */
export function isOfEarlierInnings(score: ScoreDoc | null, ticker: TickerDoc): boolean {
  return score !== null && ticker.status === "live" && numberOr(score.inningsNumber, 0) < numberOr(ticker.inningsNumber, 0);
}

/** The fielding restriction that the score told of, as long as its overs last. */
function powerplayOf(ticker: TickerDoc, score: ScoreDoc | null): string | null {
  const powerplay = score?.currentInnings?.powerplay;
  if (!powerplay || ticker.status !== "live" || score.inningsNumber !== ticker.inningsNumber) return null;
  const overs = numberOr(ticker.innings?.at(-1)?.overs, 0); // 2.4 is two overs and four balls
  const completed = Math.floor(overs);
  const balls = Math.round((overs - completed) * 10);
  const toOver = numberOr(powerplay.toOver, -1);
  const isOn = completed < toOver || (completed === toOver && balls < numberOr(powerplay.toBall, Infinity));
  return isOn ? (powerplay.type ?? null) : null;
}
