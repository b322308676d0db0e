// What was ruled before on the entries of a dispute, and whether the official who rules has seen it. Pure.

import type { Dispute, Seat } from "./dispute.js";

/** A moment, such as the SDK's `Timestamp`. */
interface Moment {
  toMillis(): number;
}

/** A dispute as far as it is ruled on. */
export interface RulableDispute extends Pick<Dispute, "inningsNumber" | "place" | "claims"> {
  /** Of the ball, where the log has it. */
  readonly actionId?: string | null;
  /** When it last came up: what was ruled before that did not end it for good. */
  readonly raisedAt?: Moment | null;
  /** By which it was resolved. */
  readonly rulingNumber?: number | null;
}

/** A stored ruling, as far as officials are told of it. */
export interface StoredRuling {
  readonly number: number;
  readonly nonce: string;
  readonly kind: "dispute" | "tier";
  readonly decidedBy: string;
  readonly decidedAs: string;
  readonly reason: string;
  readonly createdAt?: Moment | null;
  readonly disputeId?: string;
  readonly method?: string;
  /** Of a dispute: a seat, `neither` or `action`. */
  readonly accepts?: string;
  readonly entries?: Entries;
  readonly persons?: Entries;
}

export type Entries = { readonly [seat in Seat]?: string };

/** What outranks the books, and so acts on a ball of the log too. */
const DECISIVE = ["umpire", "video"];

/**
 * Return the ruling that an official has not seen who rules on some entries of a dispute; undefined
 * where there is none, or it cannot have ended the dispute as it is given. One captain's ends none.
 */
export function unseenOn(
  entries: Entries, rulings: readonly StoredRuling[], dispute: RulableDispute, overrules: number,
): StoredRuling | undefined {
  const last = rulings
    .filter((each) => !each.decidedAs.startsWith("captain_") && shares(entries, each.entries ?? {}))
    .sort((one, other) => one.number - other.number)
    .at(-1);
  const seen = Math.max(overrules, dispute.rulingNumber ?? 0);
  if (!last || last.number <= seen || wasBefore(last, dispute)) return undefined;
  const isDecisive = DECISIVE.includes(last.method ?? "") || !dispute.actionId;
  return isDecisive && isOnClaims(last, dispute) ? last : undefined;
}

function shares(one: Entries, other: Entries): boolean {
  return (Object.keys(one) as Seat[]).some((seat) => one[seat] === other[seat]);
}

function wasBefore({ createdAt }: StoredRuling, { raisedAt }: RulableDispute): boolean {
  const [made, raised] = [createdAt, raisedAt].map((each) => each?.toMillis?.());
  return made !== undefined && raised !== undefined && made < raised;
}

/** A ruling acts once all that it names is there: what of it was withdrawn is not. */
function isOnClaims({ entries = {}, persons = {} }: StoredRuling, { claims }: RulableDispute): boolean {
  return (Object.keys(entries) as Seat[]).every((seat) => {
    const claim = claims[seat];
    return claim?.entryId === entries[seat] && (persons[seat] ?? claim?.personId) === claim?.personId;
  });
}
