// Disagreements of the scorers of a match in several books, as the functions show them.

import type { Recordable } from "./actions.js";

/** The side or official for which a book is kept. */
export type Seat = "home" | "away" | "neutral" | "umpire";

/** What one seat has recorded of a ball. */
export interface Claim {
  readonly personId: string;
  readonly entryId: string;
  readonly ball: Recordable;
}

/** A disagreement as the functions show it once all books that differ have recorded the ball. */
export interface Dispute {
  readonly id: string;
  readonly inningsNumber: number;
  /** The sequence number that the ball has in the log, or would get. */
  readonly place: number;
  readonly status: "open" | "resolved";
  readonly claims: { readonly [seat in Seat]?: Claim };
}
