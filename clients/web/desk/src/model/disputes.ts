// The disputes of a match, the rulings that an official may make on them, and the scorers' standings. Pure.

import { ballOf, mapOf, ruledBall } from "./balls.js";
import type { Ball, Penalties, RuledExtra, RuledParts } from "./balls.js";
import type {
  ActionFields, Claim, ConsensusDocument, DisputeDocument, NoticeDocument, Seat, Standing, Total,
} from "./documents.js";
import { millisOf } from "./documents.js";
import { cleanText } from "./prose.js";
import type { Method } from "./roles.js";

const SEATS: readonly Seat[] = ["home", "away", "neutral", "umpire"];
const LONGEST = 500;

export interface ClaimRow {
  readonly seat: Seat;
  readonly personId: string;
  readonly ball: Ball;
  /** Changes if the seat's claim changes, or if another person makes it. */
  readonly fingerprint: string;
}

/** The totals of a data provider and of the log after the same number of legal balls. */
export interface Totals {
  readonly provider: string;
  readonly providerTotal: Total;
  readonly log: Total;
}

export interface DisputeRow {
  readonly id: string;
  readonly isOpen: boolean;
  readonly inningsNumber: number;
  /** Its place in the log, 1-based. */
  readonly sequence: number;
  /** The label of the ball, `12.4`, if known; otherwise its place according to the claims; null if there are none. */
  readonly place: string | null;
  readonly kind: string;
  readonly blocks: boolean;
  readonly fields: readonly string[];
  readonly claims: readonly ClaimRow[];
  /** Only for a dispute with a data provider, which has no claims and takes no rulings. */
  readonly totals: Totals | null;
  readonly suggestion: { readonly cause: string; readonly seat: Seat | null } | null;
  /** The action that the functions ask of this person: `correct`, `rule`, `wait`; null if none. */
  readonly asked: string | null;
  readonly method: string | null;
  readonly rulingNumber: number | null;
  readonly resolvedAt: number | null;
}

/** Return the disputes: open ones first, and among these, those that block the score first. */
export function disputeRows(
  disputes: readonly DisputeDocument[], notice: NoticeDocument | null, labels: ReadonlyMap<string, string> = new Map(),
): DisputeRow[] {
  const asked = new Map(notice?.disputes?.map((each) => [each.disputeId, each.asked]));
  return disputes.map((each) => rowOf(each, asked.get(each.id) ?? null, labels.get(each.id) ?? null)).sort(byUrgency);
}

function rowOf(dispute: DisputeDocument, asked: string | null, label: string | null): DisputeRow {
  const claims = claimsOf(dispute);
  return {
    id: dispute.id,
    isOpen: dispute.status === "open",
    inningsNumber: dispute.inningsNumber ?? 0,
    sequence: dispute.place ?? 0,
    place: label ?? claims.find(({ ball }) => ball.place)?.ball.place ?? null,
    kind: dispute.kind ?? "",
    blocks: dispute.blocks === true,
    fields: dispute.fields ?? [],
    claims,
    totals: totalsOf(dispute),
    suggestion: dispute.suggestion ?? null,
    asked,
    method: dispute.method ?? null,
    rulingNumber: dispute.rulingNumber ?? null,
    resolvedAt: millisOf(dispute.resolvedAt),
  };
}

/** Return the claims. A claim without an entry or a ball is left out, because no ruling can accept it. */
function claimsOf({ claims }: DisputeDocument): ClaimRow[] {
  return SEATS.flatMap((seat) => {
    const { personId, entryId, ball } = mapOf(claims?.[seat]) as Partial<Claim>;
    if (!personId || !entryId || !ball) return [];
    return [{ seat, personId, ball: ballOf(ball), fingerprint: JSON.stringify([personId, entryId, ball]) }];
  });
}

function totalsOf({ kind, provider, log }: DisputeDocument): Totals | null {
  return kind === "provider" && provider && log ? { provider: provider.name, providerTotal: provider, log } : null;
}

function byUrgency(one: DisputeRow, other: DisputeRow): number {
  if (one.isOpen !== other.isOpen) return one.isOpen ? -1 : 1;
  if (!one.isOpen) return (other.resolvedAt ?? 0) - (one.resolvedAt ?? 0);
  return Number(other.blocks) - Number(one.blocks)
    || one.inningsNumber - other.inningsNumber || one.sequence - other.sequence || (one.id < other.id ? -1 : 1);
}

/** Return the disputes that are shown: all open ones, and at most `mostResolved` of those resolved last. */
export function shownDisputes(disputes: readonly DisputeDocument[], mostResolved: number): DisputeDocument[] {
  const resolvedAt = (each: DisputeDocument): number => millisOf(each.resolvedAt) ?? 0;
  const resolved = disputes.filter(({ status }) => status !== "open")
    .sort((one, other) => resolvedAt(other) - resolvedAt(one));
  return [...disputes.filter(({ status }) => status === "open"), ...resolved.slice(0, mostResolved)];
}

// -- the ruling -----------------------------------------------------------------------------------

/** A ruling that is being entered. */
export interface RulingDraft {
  readonly accepts: Seat | "neither" | "action" | null;
  /** The fingerprint of the accepted seat's claim when it was chosen. */
  readonly fingerprint: string | null;
  /** The seats whose entries belong to the next ball; the ruling leaves them out. */
  readonly ofNext: readonly Seat[];
  readonly method: Method;
  readonly reason: string;
  readonly evidence: string;
  readonly ruled: RuledParts;
  /** Those of the match when the ruling was begun. */
  readonly penalties: Penalties;
}

export type Fault =
  | "accepts" | "changed" | "nothing" | "reason" | "long_reason" | "long_evidence" | "abandon" | "no_runs" | "bat_and_extra";

/** Of the extras, only a no-ball can be hit for runs; runs taken with the others belong to the extra (Laws 22, 23). */
const OFF_THE_BAT: readonly (RuledExtra | null)[] = [null, "noBall"];

/** Return the fewest runs of an extra, as `RuledParts.extraRuns` counts them. */
export const fewestRuns = (extra: RuledExtra | null, { wide }: Penalties): number => (extra === "wide" ? wide : 1);

/** Return whether the official enters the runs of an extra: not for a no-ball alone, whose penalty is fixed. */
export const hasRuns = (extra: RuledExtra | null): boolean => extra !== null && extra !== "noBall";

/** Return whether the chosen claim has changed in the dispute since it was chosen. */
export function isChanged({ accepts, fingerprint }: RulingDraft, dispute: DisputeRow): boolean {
  if (accepts === null || accepts === "neither") return false;
  if (accepts === "action") return !mayRuleBall(dispute);
  return dispute.claims.find(({ seat }) => seat === accepts)?.fingerprint !== fingerprint;
}

/** Return the seats whose entries may belong to the next ball, if books differ on this one: all except the accepted
 * one. */
export function otherSeats({ accepts }: Pick<RulingDraft, "accepts">, { kind, claims }: Pick<DisputeRow, "kind" | "claims">): Seat[] {
  if (kind !== "score" || accepts === null || accepts === "action") return [];
  return claims.map(({ seat }) => seat).filter((seat) => seat !== accepts);
}

/**
 * Return the seats whose entries probably belong to the next ball: the seat that has missed this ball or, if a ball
 * that is twice in one book is ruled out, the other seats. Used up for this ball, the entries would be missing at
 * the next.
 */
export function likelyOfNext(accepts: RulingDraft["accepts"], row: DisputeRow): Seat[] {
  const { cause, seat = null } = row.suggestion ?? {};
  if (seat === null) return [];
  const isLikely = (each: Seat): boolean =>
    accepts === "neither" ? cause === "doubled_by" && each !== seat : cause === "missed_by" && each === seat;
  return otherSeats({ accepts }, row).filter(isLikely);
}

function seatsOfNextBall(draft: RulingDraft, row: Pick<DisputeRow, "kind" | "claims">): Seat[] {
  return otherSeats(draft, row).filter((seat) => draft.ofNext.includes(seat));
}

/** Return the faults of a draft, in the order of the form; if there are none, it may be sent. */
export function faultsOf(draft: RulingDraft, dispute: DisputeRow): Fault[] {
  const faults: Fault[] = [];
  const [reason, evidence] = [cleanText(draft.reason), cleanText(draft.evidence)];
  if (draft.accepts === null) faults.push("accepts");
  if (isChanged(draft, dispute)) faults.push("changed");
  if (dispute.claims.length > 0 && seatsOfNextBall(draft, dispute).length === dispute.claims.length) faults.push("nothing");
  if (draft.method === "abandon" && draft.accepts !== null && draft.accepts !== "neither") faults.push("abandon");
  const { extra, extraRuns } = draft.ruled;
  if (draft.accepts === "action" && hasRuns(extra) && extraRuns < fewestRuns(extra, draft.penalties)) faults.push("no_runs");
  if (draft.accepts === "action" && draft.ruled.runsOffBat > 0 && !OFF_THE_BAT.includes(extra)) {
    faults.push("bat_and_extra");
  }
  if (!reason) faults.push("reason");
  if (reason.length > LONGEST) faults.push("long_reason");
  if (evidence.length > LONGEST) faults.push("long_evidence");
  return faults;
}

/** A decision for `Official.rule`. */
export interface Decision {
  readonly accepts: Seat | "neither" | "action";
  readonly method: Method;
  readonly reason: string;
  readonly evidence?: string;
  readonly action?: ActionFields;
  /** The seats whose claims the ruling is about. */
  readonly about: readonly Seat[];
  /** The seats whose books lack the ball. */
  readonly missed?: readonly Seat[];
}

/** Return the decision of a draft without faults. */
export function decisionOf(draft: RulingDraft, dispute: DisputeDocument): Decision {
  const { accepts, method } = draft;
  if (accepts === null) throw new Error("nothing is decided yet");
  const evidence = cleanText(draft.evidence);
  const claims = claimsOf(dispute);
  const others = seatsOfNextBall(draft, { kind: dispute.kind, claims });
  const about = claims.map(({ seat }) => seat).filter((seat) => !others.includes(seat));
  const balls = about.map((seat): ActionFields => dispute.claims[seat]?.ball ?? {});
  const base = balls.find((ball) => isRulable(ballOf(ball))) ?? {};
  return {
    accepts,
    method,
    reason: cleanText(draft.reason),
    about,
    ...(evidence && { evidence }),
    ...(accepts !== "neither" && others.length && { missed: others }),
    ...(accepts === "action" && { action: ruledBall(base, draft.ruled, draft.penalties) }),
  };
}

/** Return whether the official may rule a ball of their own: at least one claim is a delivery. */
export const mayRuleBall = ({ claims }: DisputeRow): boolean =>
  claims.some(({ ball }) => isRulable(ball));

const isRulable = ({ type, strikerId }: Ball): boolean => type === "delivery" && strikerId !== null;

/** Return an empty ruling with a method, in a match with these penalties. */
export const blankRuling = (method: Method, penalties: Penalties): RulingDraft => ({
  accepts: null, fingerprint: null, ofNext: [], method, reason: "", evidence: "",
  ruled: { runsOffBat: 0, extra: null, extraRuns: 0 }, penalties,
});

// -- who scores -----------------------------------------------------------------------------------

export interface SeatRow {
  readonly seat: Seat;
  readonly personId: string;
  readonly votes: boolean;
  readonly isSilent: boolean;
  readonly submitted: number;
  readonly waiting: number;
  readonly behind: number;
  /** The share of its compared balls that agree with the log, in percent; null if none has been compared yet. */
  readonly agreement: number | null;
  /** The number of balls whose score differs from the log. */
  readonly dissents: number;
  readonly oftenDisagrees: boolean;
}

const LEAST_RATE = 0.9;
/** Two overs: with fewer balls a single slip would mean little. */
const LEAST_BALLS = 12;

/** Return the scorers of the match, in the order of the seats. */
export function seatRows(consensus: ConsensusDocument | null): SeatRow[] {
  return SEATS.flatMap((seat) => {
    const standing = consensus?.seats?.[seat];
    return standing?.personId ? [{ seat, ...standing, ...agreementOf(standing) }] : [];
  });
}

function agreementOf(standing: Standing): Pick<SeatRow, "agreement" | "dissents" | "oftenDisagrees"> {
  const { agreed, missed = 0, dissents = 0, extras = 0, agreementRate: rate = null } = standing;
  const compared = agreed + missed + dissents + extras;
  return {
    agreement: rate === null ? null : Math.floor(100 * rate), // rounded down: 100 means all of them
    dissents,
    oftenDisagrees: rate !== null && rate < LEAST_RATE && compared >= LEAST_BALLS,
  };
}
