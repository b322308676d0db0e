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
  /** the nonce of the previous ruling; empty for the first */
  follows: string;
  reason: string;
  evidence?: string | null;
  /** the caller */
  decidedBy: string;
  /** scorers only when they leave */
  decidedAs: "umpire_on_field" | "umpire_third" | "match_referee" | "scorer_home" | "scorer_away" | "scorer_neutral" | "captain_home" | "captain_away" | "admin";
  /** the server's */
  createdAt: Timestamp;
  kind: "dispute";
  method: RulingMethod;
  /** `{inningsNumber}_{place}` */
  disputeId: string;
  /** by seat: the entry that it is about and that it settles */
  entries: Partial<Record<Seat, string>>;
  /** by seat: the entry's author; absent: the present holder of the seat */
  persons?: Partial<Record<Seat, string>> | null;
  accepts: Seat | "action" | "neither";
  /** the seats whose books lack the ball */
  missed?: readonly Seat[] | null;
  /** with `accepts: action`: the ball, without note, shot and review */
  action?: Record<string, unknown> | null;
  /** the previous ruling, if it is on the same dispute; not for captains */
  overrules?: number | null;
}

/** `matches/{matchId}/rulings/{number}`, by `kind`. */
export type Ruling = DisputeRuling | TierRuling;

/** A ruling on the number of scorers from an entry on. */
export interface TierRuling {
  /** the number */
  id: string;
  matchId: string;
  /** 1, 2, ...; without gaps */
  number: number;
  nonce: string;
  /** the nonce of the previous ruling; empty for the first */
  follows: string;
  reason: string;
  evidence?: string | null;
  /** the caller */
  decidedBy: string;
  /** scorers only when they leave */
  decidedAs: "umpire_on_field" | "umpire_third" | "match_referee" | "scorer_home" | "scorer_away" | "scorer_neutral" | "captain_home" | "captain_away" | "admin";
  /** the server's */
  createdAt: Timestamp;
  kind: "tier";
  tier: "SINGLE" | "DUAL" | "TRIPLE";
  /** by seat: the person */
  seats: Partial<Record<Seat, string>>;
  /** one of `seats` */
  fromSeat: Seat;
  /** the first entry of that seat to which it applies */
  fromEntry: string;
}
