// What the scorers of a match in several books do not agree on, as the functions show it.

import type { Recordable } from "./actions.js";

/** Whom a book is kept for. */
export type Seat = "home" | "away" | "neutral" | "umpire";

/** What a seat has of a ball. */
export interface Claim {
  readonly personId: string;
  readonly entryId: string;
  readonly ball: Recordable;
}

/** A disagreement as the functions show it once all who differ have spoken. */
export interface Dispute {
  readonly id: string;
  readonly inningsNumber: number;
  /** The sequence that the ball has in the log, or would get. */
  readonly place: number;
  readonly status: "open" | "resolved";
  readonly claims: { readonly [seat in Seat]?: Claim };
}
