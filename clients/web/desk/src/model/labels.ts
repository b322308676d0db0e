// The labels of balls: `12.4` is the over, 0-based, and the number of the legal ball in it; a wide or no-ball has the
// label of the legal ball that follows it. A ball's own fields count wides too, so labels come from the feed. Pure.

import type { ActionFields } from "./documents.js";

/** A ball of the feed. */
export interface FeedBall {
  readonly over: number;
  /** 1-based; a wide or no-ball has the number of the legal ball that follows it. */
  readonly ball: number;
  readonly isLegal: boolean;
}

/** Return the ball of a document of the feed; null if it has none that counts. */
export function feedBallIn(document: ActionFields | undefined): FeedBall | null {
  if (!document || document["isRetracted"] === true) return null;
  const events = Array.isArray(document["events"]) ? (document["events"] as ActionFields[]) : [];
  const data = events.find(({ type }) => type === "BALL_BOWLED")?.["data"] as ActionFields | undefined;
  const [over, ball] = String(data?.["over"] ?? "").split(".").map(Number);
  if (over === undefined || ball === undefined || Number.isNaN(over + ball)) return null;
  return { over, ball, isLegal: data?.["isLegalDelivery"] !== false };
}

export const labelOf = ({ over, ball }: FeedBall): string => `${over}.${ball}`;

/** Return the label of a ball of an over, given the last ball before it, if there is one. */
export function labelAfter(before: FeedBall | null, over: number): string {
  const isSame = before !== null && before.over === over;
  return `${over}.${isSame ? before.ball + Number(before.isLegal) : 1}`;
}
