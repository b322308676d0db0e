// The rulings on a dispute: what was ruled, which ruling is in force, and what another would change. Pure.

import { ballOf } from "./balls.js";
import type { Ball } from "./balls.js";
import { decisionOf, faultsOf } from "./disputes.js";
import type { Decision, DisputeRow, Fault, RulingDraft } from "./disputes.js";
import { millisOf } from "./documents.js";
import type { ActionFields, Claim, DisputeDocument, RulingDocument, Seat, TickerDocument, Total } from "./documents.js";
import { methodsOf } from "./roles.js";
import type { Method, RulingRole } from "./roles.js";

/** The status of a ruling. `half`: one captain made it, and the other has not ruled the same. `waits`: it will be in
 * force, but the dispute is still open. */
export type RulingStatus = "stands" | "overruled" | "outranked" | "half" | "waits";

export interface RulingRow {
  readonly number: number;
  readonly method: Method;
  readonly decidedBy: string;
  /** The role in which it was decided. */
  readonly decidedAs: string;
  /** In milliseconds; null until the server has set it. */
  readonly at: number | null;
  readonly reason: string;
  readonly evidence: string;
  /** A seat, `neither` or `action`; a seat also if the ruling states a ball that equals that seat's claim. */
  readonly accepts: string;
  /** The ball that it rules; null if it rules that there was none. */
  readonly ball: Ball | null;
  /** The seats whose claims it is about. */
  readonly about: readonly Seat[];
  /** The seats whose books lack the ball. */
  readonly missed: readonly Seat[];
  /** The other seats whose claims it is not about. */
  readonly leftOut: readonly Seat[];
  /** The fields in which the claims differ. */
  readonly fields: readonly string[];
  /** Null if no status is shown. */
  readonly status: RulingStatus | null;
}

/** The ranks of methods, as in the functions; of equal ranks the later ruling counts. An agreement of the books outranks
 * the last two. */
const RANKS: Readonly<Record<Method, number>> = { umpire: 4, video: 3, captains: 1, abandon: 0 };
const BOOKS = ["amended", "majority", "gone"];

/** Return the rulings on the claims of a dispute, the last one first. */
export function rulingsOn(dispute: DisputeDocument, rulings: readonly RulingDocument[]): RulingRow[] {
  const found = rulings.filter((each) => appliesTo(each, dispute)).sort((one, other) => other.number - one.number);
  const standing = strongest(found.filter((each) => isEffective(each, dispute, found)));
  return found.map((each) => rowOf(each, dispute, statusOf(each, dispute, found, standing)));
}

/** Return whether a ruling applies to a dispute: all entries that it names are claims there, and it names at least one. */
function appliesTo({ kind, method, entries, persons }: RulingDocument, { claims }: DisputeDocument): boolean {
  const named = Object.entries(entries ?? {}) as [Seat, string][];
  return kind === "dispute" && method !== undefined && method in RANKS && named.length > 0 && named.every(([seat, entryId]) => {
    const claim = claims?.[seat] as Claim | null | undefined;
    return claim?.entryId === entryId && (persons?.[seat] ?? claim.personId) === claim.personId;
  });
}

/** Return whether a ruling can be in force. A single captain's is not; if the books have settled the dispute, rulings
 * by captains or to abandon the ball are not; nor is a ruling made before the dispute was raised again. */
function isEffective(ruling: RulingDocument, { status, method, raisedAt }: DisputeDocument, found: readonly RulingDocument[]): boolean {
  if (isCaptain(ruling) && matchingEarlierRuling(ruling, found) === null) return false;
  if (status !== "open") return rankOf(ruling) >= RANKS.video || !BOOKS.includes(method ?? "");
  return (millisOf(ruling.createdAt) ?? Infinity) >= (millisOf(raisedAt) ?? -Infinity);
}

const isCaptain = ({ decidedAs }: RulingDocument): boolean => `${decidedAs}`.startsWith("captain_");
const rankOf = ({ method }: RulingDocument): number => RANKS[method as Method];

function strongest(rulings: readonly RulingDocument[]): RulingDocument | null {
  const isStronger = (one: RulingDocument, other: RulingDocument): boolean =>
    rankOf(one) > rankOf(other) || (rankOf(one) === rankOf(other) && one.number > other.number);
  return rulings.reduce<RulingDocument | null>((best, each) => (best === null || isStronger(each, best) ? each : best), null);
}

/** Return the other captain's last ruling before a captain's, if both rule the same; null otherwise. */
function matchingEarlierRuling(ruling: RulingDocument, found: readonly RulingDocument[]): RulingDocument | null {
  const earlier = found.filter((each) => isCaptain(each) && each.decidedAs !== ruling.decidedAs && each.number < ruling.number);
  const last = earlier.sort((one, other) => other.number - one.number)[0];
  return last && matchesOtherCaptain(ruling, last) ? last : null;
}

const isPaired = (ruling: RulingDocument, found: readonly RulingDocument[]): boolean =>
  matchingEarlierRuling(ruling, found) !== null
  || found.some((each) => isCaptain(each) && matchingEarlierRuling(each, found) === ruling);

/** Return whether a captain's decision equals the other captain's last ruling, so that it counts. */
export function completesPair(
  dispute: DisputeDocument, rulings: readonly RulingDocument[], decision: Decision, decidedAs: RulingRole, decidedBy: string,
): boolean {
  const earlier = rulings.filter((each) => appliesTo(each, dispute));
  const entries = Object.fromEntries(decision.about.map((seat) => [seat, dispute.claims[seat]?.entryId]));
  const ruling = { ...decision, entries, number: Infinity, kind: "dispute", decidedAs, decidedBy } as RulingDocument;
  return isCaptain(ruling) && matchingEarlierRuling(ruling, earlier) !== null;
}

/** Fields of a ball that a ruling does not keep. */
const IGNORED_FIELDS = ["bowlingAngle", "note", "review", "shotData"];

/** Return whether a captain's ruling equals one of the other side's captain, who must be another person. */
function matchesOtherCaptain(one: RulingDocument, other: RulingDocument): boolean {
  const contentOf = ({ method, accepts, entries, action, missed }: RulingDocument): string => {
    const kept = sortedEntries(action).filter(([name]) => !IGNORED_FIELDS.includes(name));
    return JSON.stringify([method, accepts, sortedEntries(entries), kept, [...(missed ?? [])].sort()]);
  };
  const isOthers = isCaptain(other) && other.decidedAs !== one.decidedAs && other.decidedBy !== one.decidedBy;
  return isOthers && contentOf(one) === contentOf(other);
}

const sortedEntries = (fields: ActionFields | null | undefined): [string, unknown][] =>
  Object.entries(fields ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));

function statusOf(
  ruling: RulingDocument, dispute: DisputeDocument, found: readonly RulingDocument[], standing: RulingDocument | null,
): RulingStatus | null {
  if (ruling === standing) return dispute.status === "open" ? "waits" : "stands";
  if (isCaptain(ruling) && !isPaired(ruling, found)) return "half";
  if (!standing || matchesOtherCaptain(ruling, standing)) return null;
  return ruling.number < standing.number ? "overruled" : "outranked";
}

function rowOf(ruling: RulingDocument, { claims, fields }: DisputeDocument, status: RulingStatus | null): RulingRow {
  const { number, decidedBy, decidedAs, reason, evidence, entries } = ruling;
  const about = Object.keys(entries ?? {}) as Seat[];
  const missed = ruling.missed ?? [];
  const ruled = ruling.accepts === "action" ? ruling.action : claims[ruling.accepts as Seat]?.ball;
  const isClaimedBy = (seat: Seat): boolean => ruled != null && isSame(ballOf(ruled), ballOf(claims[seat]?.ball ?? {}));
  const accepts = (ruling.accepts === "action" ? about.find(isClaimedBy) : null) ?? ruling.accepts ?? "";
  return {
    number, decidedBy, decidedAs, accepts, about, status,
    missed,
    leftOut: (Object.keys(claims) as Seat[]).filter((seat) => claims[seat] && ![...about, ...missed].includes(seat)),
    fields: fields ?? [],
    method: ruling.method as Method,
    at: millisOf(ruling.createdAt),
    reason: reason ?? "",
    evidence: evidence ?? "",
    ball: accepts === "neither" || !ruled ? null : ballOf(ruled),
  };
}

const isSame = (one: Ball, other: Ball | null): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Return the ruling of a dispute that is in force, or will be; null if there is none. */
export const standingIn = (rows: readonly RulingRow[]): RulingRow | null =>
  rows.find(({ status }) => status === "stands" || status === "waits") ?? null;

/** Return the methods by which a role can overrule a ruling: a method of a lower rank would change nothing. */
export const overrulingMethods = (role: RulingRole, standing: RulingRow): readonly Method[] =>
  methodsOf(role).filter((method) => RANKS[method] >= RANKS[standing.method]);

// -- another ruling -------------------------------------------------------------------------------

export type OverruleFault = Fault | "same";

/** Return the ball that a draft rules; null if it rules that there was none, undefined if nothing is chosen. */
export function ballRuled(draft: RulingDraft, dispute: DisputeDocument): Ball | null | undefined {
  if (draft.accepts === "neither") return null;
  const fields = ruledFields(draft, dispute);
  return fields && ballOf(fields);
}

/** Return the faults of a draft that overrules a ruling, in the order of the form. */
export function overruleFaults(
  draft: RulingDraft, row: DisputeRow, dispute: DisputeDocument, standing: RulingRow,
): OverruleFault[] {
  const ball = ballRuled(draft, dispute);
  const isUnchanged = ball === null ? standing.ball === null : ball !== undefined && isSame(ball, standing.ball);
  return [...(isUnchanged ? ["same" as const] : []), ...faultsOf({ ...draft, ofNext: [] }, row)];
}

/** A decision that overrules another. */
export interface Overruling extends Decision {
  readonly overrules: number;
}

/**
 * Return the decision that overrules a ruling. It is about the same entries and has the same `missed` seats as the
 * ruling. An accepted claim is sent as the ball itself, because its scorer may have amended the entry since the
 * ruling, and then the entry would no longer be what the official reads.
 */
export function overrulingOf(draft: RulingDraft, dispute: DisputeDocument, { number, about, missed }: RulingRow): Overruling {
  const action = ruledFields(draft, dispute);
  return {
    ...decisionOf({ ...draft, ofNext: [] }, dispute),
    about,
    ...(draft.accepts !== "neither" && missed.length && { missed }),
    overrules: number,
    ...(action && { accepts: "action" as const, action }),
  };
}

function ruledFields(draft: RulingDraft, dispute: DisputeDocument): ActionFields | undefined {
  if (draft.accepts === null || draft.accepts === "neither") return undefined;
  return draft.accepts === "action" ? decisionOf(draft, dispute).action : dispute.claims[draft.accepts]?.ball;
}

type Score = Pick<Total, "runs" | "wickets">;

/** The change of an innings' score if one ball replaces another. */
export interface ScoreChange {
  /** The score before and after; null if it is not known. */
  readonly from: Score | null;
  readonly to: Score | null;
  readonly runs: number;
  readonly wickets: number;
  readonly legalBalls: number;
}

const NOT_OUT = ["retired_hurt", "retired_not_out"];

/** Return the change of the score if a ball, or none (null), is replaced by another. Returns null if an action is no
 * delivery: its effect is known only after the functions have counted it. */
export function changeOf(before: Ball | null, after: Ball | null, inningsNumber: number, ticker: TickerDocument | null): ScoreChange | null {
  const [old, now] = [countsOf(before), countsOf(after)];
  if (!old || !now) return null;
  const change = { runs: now.runs - old.runs, wickets: now.wickets - old.wickets, legalBalls: now.legalBalls - old.legalBalls };
  const from = scoreIn(inningsNumber, ticker);
  const to = from && { runs: from.runs + change.runs, wickets: from.wickets + change.wickets };
  const isCounted = to !== null && to.runs >= 0 && to.wickets >= 0; // otherwise the ticker has not reached that ball yet
  return { from: isCounted ? from : null, to: isCounted ? to : null, ...change };
}

function countsOf(ball: Ball | null): Total | null {
  if (ball === null) return { runs: 0, wickets: 0, legalBalls: 0 };
  if (ball.type !== "delivery") return null;
  const isWicket = ball.wicket !== null && !NOT_OUT.includes(ball.wicket.type);
  return { runs: ball.total, wickets: Number(isWicket), legalBalls: Number(ball.isLegal) };
}

/** Return the score of an innings in the ticker, which has the innings of the match in order, then the last super overs;
 * null if it is not there. */
function scoreIn(inningsNumber: number, ticker: TickerDocument | null): Score | null {
  const innings = ticker?.innings ?? [];
  const mains = innings.filter(({ isSuperOver }) => !isSuperOver).length;
  const superOverIndex = innings.length - 1 - ((ticker?.inningsNumber ?? NaN) - inningsNumber);
  const found = inningsNumber <= mains ? innings[inningsNumber - 1] : innings[superOverIndex];
  const isKnown = found && (inningsNumber <= mains || found.isSuperOver) && [found.runs, found.wickets].every(Number.isFinite);
  return isKnown ? { runs: found.runs, wickets: found.wickets } : null;
}
