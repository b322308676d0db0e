// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "./moment.js";
import type { RulingMethod, Seat } from "./vocabulary.js";

/** A ruling on a dispute. */
export interface DisputeRuling {
  /** the number */
  id: string;
  matchId: string;
  /** 1, 2, ...; without gaps */
  number: number;
  nonce: string;
  /** the nonce of the ruling before; empty for the first */
  follows: string;
  reason: string;
  evidence?: string | null;
  /** the caller */
  decidedBy: string;
  /** scorers only where they leave */
  decidedAs: "umpire_on_field" | "umpire_third" | "match_referee" | "scorer_home" | "scorer_away" | "scorer_neutral" | "captain_home" | "captain_away" | "admin";
  /** the server's */
  createdAt: Timestamp;
  kind: "dispute";
  method: RulingMethod;
  /** `{inningsNumber}_{place}` */
  disputeId: string;
  /** of seats to the entries it is about and uses up */
  entries: Partial<Record<Seat, string>>;
  /** of the same seats to whose they are; missing: of who holds the seat */
  persons?: Partial<Record<Seat, string>> | null;
  accepts: Seat | "action" | "neither";
  /** seats whose books lack the ball */
  missed?: readonly Seat[] | null;
  /** with `accepts: action`: the ball, without ornaments */
  action?: Record<string, unknown> | null;
  /** the ruling right before, where that is on the same dispute; no captain's */
  overrules?: number | null;
}

/** `matches/{matchId}/rulings/{number}`, by `kind`. */
export type Ruling = DisputeRuling | TierRuling;

/** A ruling on how many scorers there are from an entry on. */
export interface TierRuling {
  /** the number */
  id: string;
  matchId: string;
  /** 1, 2, ...; without gaps */
  number: number;
  nonce: string;
  /** the nonce of the ruling before; empty for the first */
  follows: string;
  reason: string;
  evidence?: string | null;
  /** the caller */
  decidedBy: string;
  /** scorers only where they leave */
  decidedAs: "umpire_on_field" | "umpire_third" | "match_referee" | "scorer_home" | "scorer_away" | "scorer_neutral" | "captain_home" | "captain_away" | "admin";
  /** the server's */
  createdAt: Timestamp;
  kind: "tier";
  tier: "SINGLE" | "DUAL" | "TRIPLE";
  /** of seats to persons */
  seats: Partial<Record<Seat, string>>;
  /** one of `seats` */
  fromSeat: Seat;
  /** the first entry of that seat that it is for */
  fromEntry: string;
}
