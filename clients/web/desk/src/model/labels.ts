// What a ball is called: `12.4`, its over from 0 and the legal ball of it that it is, or would have
// been, as everywhere else. A ball's own fields count wides too, so the feed is asked. Pure.

import type { Said } from "./documents.js";

/** A ball of the log, by the feed. */
export interface Bowled {
  readonly over: number;
  /** 1-based; of a wide or no-ball that of the ball which it would have been. */
  readonly ball: number;
  readonly isLegal: boolean;
}

/** Return the ball that a document of the feed tells of; null where it tells of none that counts. */
export function bowledIn(document: Said | undefined): Bowled | null {
  if (!document || document["isRetracted"] === true) return null;
  const events = Array.isArray(document["events"]) ? (document["events"] as Said[]) : [];
  const data = events.find(({ type }) => type === "BALL_BOWLED")?.["data"] as Said | undefined;
  const [over, ball] = String(data?.["over"] ?? "").split(".").map(Number);
  if (over === undefined || ball === undefined || Number.isNaN(over + ball)) return null;
  return { over, ball, isLegal: data?.["isLegalDelivery"] !== false };
}

export const labelOf = ({ over, ball }: Bowled): string => `${over}.${ball}`;

/** Return the label of a ball of an over, by the last ball before it that counts, if there is one. */
export function labelBehind(before: Bowled | null, over: number): string {
  const isSame = before !== null && before.over === over;
  return `${over}.${isSame ? before.ball + Number(before.isLegal) : 1}`;
}
