// Earlier rulings on the entries of a dispute, and whether the official who rules has seen them.
// Pure.

import type { Dispute, Seat } from "./dispute.js";

/** A point of time, such as the SDK's `Timestamp`. */
interface Moment {
  toMillis(): number;
}

/** The fields of a dispute that a ruling depends on. */
export interface RulableDispute extends Pick<Dispute, "inningsNumber" | "place" | "claims"> {
  /** The ball's action, if the log has it. */
  readonly actionId?: string | null;
  /** When the dispute last arose: rulings before that did not settle it for good. */
  readonly raisedAt?: Moment | null;
  /** The ruling that resolved it. */
  readonly rulingNumber?: number | null;
}

/** The fields of a stored ruling that officials are shown. */
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
  /** For a dispute: a seat, `neither` or `action`. */
  readonly accepts?: string;
  readonly entries?: Entries;
  readonly persons?: Entries;
}

export type Entries = { readonly [seat in Seat]?: string };

/** Methods that overrule the books, and so also affect a ball that is in the log. */
const DECISIVE = ["umpire", "video"];

/**
 * Return the latest ruling on some entries of a dispute that the official has not seen; undefined
 * if there is none, or if it cannot have settled the dispute as it is given. The ruling of a single
 * captain settles nothing.
 */
export function unseenOn(
  entries: Entries, rulings: readonly StoredRuling[], dispute: RulableDispute, overrules: number,
): StoredRuling | undefined {
  const last = rulings
    .filter((each) => !each.decidedAs.startsWith("captain_") && sharesEntry(entries, each.entries ?? {}))
    .sort((one, other) => one.number - other.number)
    .at(-1);
  const seen = Math.max(overrules, dispute.rulingNumber ?? 0);
  if (!last || last.number <= seen || precedesDispute(last, dispute)) return undefined;
  const isDecisive = DECISIVE.includes(last.method ?? "") || !dispute.actionId;
  return isDecisive && isAboutCurrentClaims(last, dispute) ? last : undefined;
}

function sharesEntry(one: Entries, other: Entries): boolean {
  return (Object.keys(one) as Seat[]).some((seat) => one[seat] === other[seat]);
}

function precedesDispute({ createdAt }: StoredRuling, { raisedAt }: RulableDispute): boolean {
  const [made, raised] = [createdAt, raisedAt].map((each) => each?.toMillis?.());
  return made !== undefined && raised !== undefined && made < raised;
}

/** Return whether a ruling takes effect: all entries that it names must still be claims. */
function isAboutCurrentClaims({ entries = {}, persons = {} }: StoredRuling, { claims }: RulableDispute): boolean {
  return (Object.keys(entries) as Seat[]).every((seat) => {
    const claim = claims[seat];
    return claim?.entryId === entries[seat] && (persons[seat] ?? claim?.personId) === claim?.personId;
  });
}
