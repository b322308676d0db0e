// How a match stands by the newest of what is known of it. The ticker comes with every ball and does
// not say everything: what the whole score said and still holds is kept.

import type { MatchDoc, ScoreDoc, TickerDoc } from "./documents.ts";
import { numberOr } from "./numbers.ts";
import { standingOfMatch, standingOfTicker } from "./standing.ts";
import type { Standing } from "./standing.ts";
import { standingOfScore } from "./standing_of_score.ts";

export interface Known {
  readonly match: MatchDoc | null;
  readonly score: ScoreDoc | null;
  readonly ticker: TickerDoc | null;
}

/** By the newer of the two documents; of the match alone where nothing was scored. */
export function standingOf({ match, score, ticker }: Known): Standing | null {
  if (score && (score.version ?? 0) >= (ticker?.version ?? 0)) return standingOfScore(score, match, ticker);
  if (ticker) return { ...standingOfTicker(ticker, match), powerplay: powerplayOf(ticker, score) };
  return match ? standingOfMatch(match) : null;
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
