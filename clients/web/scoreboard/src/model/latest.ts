// The standing of a match by its newest documents. The ticker changes with every ball but lacks some facts, which are
// taken from the last whole score while they still hold.

import type { FeedDoc, MatchDoc, ScoreDoc, TickerDoc } from "./documents.ts";
import { numberOr } from "./numbers.ts";
import { isWhole, standingOfMatch, standingOfTicker } from "./standing.ts";
import type { Standing } from "./standing.ts";
import { standingOfScore } from "./standing_of_score.ts";

export interface MatchDocuments {
  readonly match: MatchDoc | null;
  readonly score: ScoreDoc | null;
  readonly ticker: TickerDoc | null;
}

/**
 * Return the standing by the newer of score and ticker, or by the other one if the newer lacks parts of the score; by
 * the match alone if nothing was scored.
 */
export function standingOf({ match, score, ticker }: MatchDocuments): Standing | null {
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

/** The documents of a match that may have unreadable parts. */
export type DocumentName = "match" | "ticker" | "score" | "feed";

/** Return the documents with unreadable parts; "feed" if any document of the feed has some. */
export function incompleteDocuments({ match, ticker, score, feed }: MatchDocuments & { readonly feed: ReadonlyMap<string, FeedDoc> }): DocumentName[] {
  const documents = { match, ticker, score, feed: [...feed.values()].find((each) => each.hasUnread) };
  return (Object.keys(documents) as DocumentName[]).filter((name) => documents[name]?.hasUnread);
}

/** Return whether the whole score is of an earlier innings than the ticker, so that it should be read again. */
export function isOfEarlierInnings(score: ScoreDoc | null, ticker: TickerDoc): boolean {
  return score !== null && ticker.status === "live" && numberOr(score.inningsNumber, 0) < numberOr(ticker.inningsNumber, 0);
}

/** Return the powerplay of the last whole score while its overs last; null otherwise. */
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
