// Disputes and what an official decides about them. Pure.

import { ballOf, ruledBall } from "./balls.js";
import type { Ball, Ruled } from "./balls.js";
import type {
  Claim, ConsensusDocument, DisputeDocument, NoticeDocument, Said, Seat, Standing, Total,
} from "./documents.js";
import { millisOf } from "./documents.js";
import type { Method } from "./roles.js";

const SEATS: readonly Seat[] = ["home", "away", "neutral", "umpire"];
const LONGEST = 500;

export interface ClaimRow {
  readonly seat: Seat;
  readonly personId: string;
  readonly ball: Ball;
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
  const asked = new Map(notice?.disputes.map((each) => [each.disputeId, each.asked]));
  return disputes.map((each) => rowOf(each, asked.get(each.id) ?? null, labels.get(each.id) ?? null)).sort(byUrgency);
}

function rowOf(dispute: DisputeDocument, asked: string | null, label: string | null): DisputeRow {
  const claims = claimsOf(dispute);
  return {
    id: dispute.id,
    isOpen: dispute.status === "open",
    inningsNumber: dispute.inningsNumber,
    place: label ?? claims.find(({ ball }) => ball.place)?.ball.place ?? null,
    kind: dispute.kind,
    blocks: dispute.blocks,
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

function claimsOf({ claims }: DisputeDocument): ClaimRow[] {
  const said = SEATS.map((seat) => [seat, claims?.[seat]] as const);
  return said
    .filter((each): each is [Seat, Claim] => each[1] !== undefined)
    .map(([seat, { personId, ball }]) => ({ seat, personId, ball: ballOf(ball) }));
}

function totalsOf({ kind, provider, log }: DisputeDocument): Totals | null {
  return kind === "provider" && provider && log ? { provider: provider.name, says: provider, log } : null;
}

function byUrgency(one: DisputeRow, other: DisputeRow): number {
  if (one.isOpen !== other.isOpen) return one.isOpen ? -1 : 1;
  if (!one.isOpen) return (other.resolvedAt ?? 0) - (one.resolvedAt ?? 0);
  return Number(other.blocks) - Number(one.blocks) || (one.id < other.id ? -1 : 1);
}

// -- the ruling -----------------------------------------------------------------------------------

/** A ruling while it is made. */
export interface RulingDraft {
  readonly accepts: Seat | "neither" | "action" | null;
  readonly method: Method;
  readonly reason: string;
  readonly evidence: string;
  readonly ruled: Ruled;
}

export type Fault = "accepts" | "reason" | "long_reason" | "long_evidence" | "abandon" | "no_runs";

/** Return what is missing or wrong, in the order of the form; empty: it may be sent. */
export function faultsOf(draft: RulingDraft): Fault[] {
  const faults: Fault[] = [];
  if (draft.accepts === null) faults.push("accepts");
  if (draft.method === "abandon" && draft.accepts !== null && draft.accepts !== "neither") faults.push("abandon");
  if (draft.accepts === "action" && draft.ruled.extra !== null && draft.ruled.extraRuns < 1) faults.push("no_runs");
  if (!draft.reason.trim()) faults.push("reason");
  if (draft.reason.trim().length > LONGEST) faults.push("long_reason");
  if (draft.evidence.trim().length > LONGEST) faults.push("long_evidence");
  return faults;
}

/** A decision as `Official.rule` takes it. */
export interface Decision {
  readonly accepts: Seat | "neither" | "action";
  readonly method: Method;
  readonly reason: string;
  readonly evidence?: string;
  readonly action?: Said;
}

/** Return the decision of a draft without faults. */
export function decisionOf(draft: RulingDraft, dispute: DisputeDocument): Decision {
  const { accepts, method } = draft;
  if (accepts === null) throw new Error("nothing is decided yet");
  const evidence = draft.evidence.trim();
  const base = Object.values(dispute.claims).find((claim) => claim?.ball["strikerId"])?.ball ?? {};
  return {
    accepts,
    method,
    reason: draft.reason.trim(),
    ...(evidence && { evidence }),
    ...(accepts === "action" && { action: ruledBall(base, draft.ruled) }),
  };
}

/** Return whether a ball of the official's own may be ruled: somebody claims a delivery. */
export const mayRuleBall = ({ claims }: DisputeRow): boolean =>
  claims.some(({ ball }) => ball.type === "delivery" && ball.strikerId !== null);

/** A blank ruling by a method. */
export const blankRuling = (method: Method): RulingDraft => ({
  accepts: null, method, reason: "", evidence: "", ruled: { runsOffBat: 0, extra: null, extraRuns: 0 },
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
    const standing = consensus?.seats[seat];
    return standing ? [{ seat, ...standing, ...agreementOf(standing) }] : [];
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
