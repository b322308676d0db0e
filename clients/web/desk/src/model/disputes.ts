// Disputes and what an official decides about them. Pure.

import { ballOf, mapOf, ruledBall } from "./balls.js";
import type { Ball, Ruled } from "./balls.js";
import type {
  Claim, ConsensusDocument, DisputeDocument, NoticeDocument, Said, Seat, Standing, Total,
} from "./documents.js";
import { millisOf } from "./documents.js";
import { shown } from "./prose.js";
import type { Method } from "./roles.js";

const SEATS: readonly Seat[] = ["home", "away", "neutral", "umpire"];
const LONGEST = 500;

export interface ClaimRow {
  readonly seat: Seat;
  readonly personId: string;
  readonly ball: Ball;
  /** Differs where the seat says another thing than before, or another person says it. */
  readonly word: string;
}

/** What a data provider says and what the log says after the same number of legal balls. */
export interface Totals {
  readonly provider: string;
  readonly says: Total;
  readonly log: Total;
}

export interface DisputeRow {
  readonly id: string;
  readonly isOpen: boolean;
  readonly inningsNumber: number;
  /** Its place in the log, 1-based. */
  readonly sequence: number;
  /** `12.4`, as far as it is known what it is called; else as those who have spoken count. */
  readonly place: string | null;
  readonly kind: string;
  readonly blocks: boolean;
  readonly fields: readonly string[];
  readonly claims: readonly ClaimRow[];
  /** Of a dispute with a data provider alone: nobody claims anything, and nobody rules on it. */
  readonly totals: Totals | null;
  readonly suggestion: { readonly cause: string; readonly seat: Seat | null } | null;
  /** What the functions ask of this person: `correct`, `rule`, `wait`; null: nothing. */
  readonly asked: string | null;
  readonly method: string | null;
  readonly rulingNumber: number | null;
  readonly resolvedAt: number | null;
}

/** Return the disputes: open ones first, those that hold the score back before the others. */
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

/** What names no entry, or says nothing of a ball, is no claim: nobody can rule for it. */
function claimsOf({ claims }: DisputeDocument): ClaimRow[] {
  return SEATS.flatMap((seat) => {
    const { personId, entryId, ball } = mapOf(claims?.[seat]) as Partial<Claim>;
    if (!personId || !entryId || !ball) return [];
    return [{ seat, personId, ball: ballOf(ball), word: JSON.stringify([personId, entryId, ball]) }];
  });
}

function totalsOf({ kind, provider, log }: DisputeDocument): Totals | null {
  return kind === "provider" && provider && log ? { provider: provider.name, says: provider, log } : null;
}

function byUrgency(one: DisputeRow, other: DisputeRow): number {
  if (one.isOpen !== other.isOpen) return one.isOpen ? -1 : 1;
  if (!one.isOpen) return (other.resolvedAt ?? 0) - (one.resolvedAt ?? 0);
  return Number(other.blocks) - Number(one.blocks)
    || one.inningsNumber - other.inningsNumber || one.sequence - other.sequence || (one.id < other.id ? -1 : 1);
}

/** Return the disputes that are shown: the open ones, and so many of those that were resolved last. */
export function shownDisputes(disputes: readonly DisputeDocument[], mostResolved: number): DisputeDocument[] {
  const resolvedAt = (each: DisputeDocument): number => millisOf(each.resolvedAt) ?? 0;
  const resolved = disputes.filter(({ status }) => status !== "open")
    .sort((one, other) => resolvedAt(other) - resolvedAt(one));
  return [...disputes.filter(({ status }) => status === "open"), ...resolved.slice(0, mostResolved)];
}

// -- the ruling -----------------------------------------------------------------------------------

/** A ruling while it is made. */
export interface RulingDraft {
  readonly accepts: Seat | "neither" | "action" | null;
  /** Of a seat that is accepted: its word when it was chosen. */
  readonly word: string | null;
  /** Whose entries are of the next ball: the ruling leaves them alone. */
  readonly ofNext: readonly Seat[];
  readonly method: Method;
  readonly reason: string;
  readonly evidence: string;
  readonly ruled: Ruled;
}

export type Fault =
  | "accepts" | "changed" | "nothing" | "reason" | "long_reason" | "long_evidence" | "abandon" | "no_runs" | "bat_and_extra";

/** No-balls alone may be hit for runs: whatever is run with the others is of the extra (Laws 22, 23). */
const OFF_THE_BAT = [null, "noBall"];

/** Return whether what was chosen is not what the dispute says any more. */
export function isChanged({ accepts, word }: RulingDraft, dispute: DisputeRow): boolean {
  if (accepts === null || accepts === "neither") return false;
  if (accepts === "action") return !mayRuleBall(dispute);
  return dispute.claims.find(({ seat }) => seat === accepts)?.word !== word;
}

/** Return whose entries may be of the next ball, where books differ on this one: all but the one that is accepted. */
export function othersOf({ accepts }: Pick<RulingDraft, "accepts">, { kind, claims }: Pick<DisputeRow, "kind" | "claims">): Seat[] {
  if (kind !== "score" || accepts === null || accepts === "action") return [];
  return claims.map(({ seat }) => seat).filter((seat) => seat !== accepts);
}

/**
 * Return whose entries are likely of the next ball: that of a book that has missed this one, and the others' where
 * a ball that stands in a book twice is taken away. Used up with this ball, they would be wanting at the next.
 */
export function likelyOfNext(accepts: RulingDraft["accepts"], row: DisputeRow): Seat[] {
  const { cause, seat = null } = row.suggestion ?? {};
  if (seat === null) return [];
  const isLikely = (each: Seat): boolean =>
    accepts === "neither" ? cause === "doubled_by" && each !== seat : cause === "missed_by" && each === seat;
  return othersOf({ accepts }, row).filter(isLikely);
}

function leftAlone(draft: RulingDraft, row: Pick<DisputeRow, "kind" | "claims">): Seat[] {
  return othersOf(draft, row).filter((seat) => draft.ofNext.includes(seat));
}

/** Return what is missing or wrong, in the order of the form; empty: it may be sent. */
export function faultsOf(draft: RulingDraft, dispute: DisputeRow): Fault[] {
  const faults: Fault[] = [];
  const [reason, evidence] = [shown(draft.reason), shown(draft.evidence)];
  if (draft.accepts === null) faults.push("accepts");
  if (isChanged(draft, dispute)) faults.push("changed");
  if (dispute.claims.length > 0 && leftAlone(draft, dispute).length === dispute.claims.length) faults.push("nothing");
  if (draft.method === "abandon" && draft.accepts !== null && draft.accepts !== "neither") faults.push("abandon");
  if (draft.accepts === "action" && draft.ruled.extra !== null && draft.ruled.extraRuns < 1) faults.push("no_runs");
  if (draft.accepts === "action" && draft.ruled.runsOffBat > 0 && !OFF_THE_BAT.includes(draft.ruled.extra)) {
    faults.push("bat_and_extra");
  }
  if (!reason) faults.push("reason");
  if (reason.length > LONGEST) faults.push("long_reason");
  if (evidence.length > LONGEST) faults.push("long_evidence");
  return faults;
}

/** A decision as `Official.rule` takes it. */
export interface Decision {
  readonly accepts: Seat | "neither" | "action";
  readonly method: Method;
  readonly reason: string;
  readonly evidence?: string;
  readonly action?: Said;
  /** Whose claims are ruled on. */
  readonly about: readonly Seat[];
  /** Whose books lack the ball. */
  readonly missed?: readonly Seat[];
}

/** Return the decision of a draft without faults. */
export function decisionOf(draft: RulingDraft, dispute: DisputeDocument): Decision {
  const { accepts, method } = draft;
  if (accepts === null) throw new Error("nothing is decided yet");
  const evidence = shown(draft.evidence);
  const claims = claimsOf(dispute);
  const others = leftAlone(draft, { kind: dispute.kind, claims });
  const about = claims.map(({ seat }) => seat).filter((seat) => !others.includes(seat));
  const balls = about.map((seat): Said => dispute.claims[seat]?.ball ?? {});
  const base = balls.find((ball) => isRulable(ballOf(ball))) ?? {};
  return {
    accepts,
    method,
    reason: shown(draft.reason),
    about,
    ...(evidence && { evidence }),
    ...(accepts !== "neither" && others.length && { missed: others }),
    ...(accepts === "action" && { action: ruledBall(base, draft.ruled) }),
  };
}

/** Return whether a ball of the official's own may be ruled: somebody claims a delivery. */
export const mayRuleBall = ({ claims }: DisputeRow): boolean =>
  claims.some(({ ball }) => isRulable(ball));

const isRulable = ({ type, strikerId }: Ball): boolean => type === "delivery" && strikerId !== null;

/** A blank ruling by a method. */
export const blankRuling = (method: Method): RulingDraft => ({
  accepts: null, word: null, ofNext: [], method, reason: "", evidence: "", ruled: { runsOffBat: 0, extra: null, extraRuns: 0 },
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
  /** Of its balls that could be compared, those that the log has alike, in percent; null: none yet. */
  readonly agreement: number | null;
  /** Balls of which it says another score than the log. */
  readonly dissents: number;
  readonly oftenDisagrees: boolean;
}

const LEAST_RATE = 0.9;
/** Two overs: one slip in fewer balls says little. */
const LEAST_BALLS = 12;

/** Return who scores the match, in the order of the seats. */
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
    agreement: rate === null ? null : Math.floor(100 * rate), // 100 is all of them
    dissents,
    oftenDisagrees: rate !== null && rate < LEAST_RATE && compared >= LEAST_BALLS,
  };
}
