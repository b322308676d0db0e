// The rulings on a dispute: who ruled what, which one stands, and what another would change. Pure.

import { ballOf } from "./balls.js";
import type { Ball } from "./balls.js";
import { decisionOf, faultsOf } from "./disputes.js";
import type { Decision, DisputeRow, Fault, RulingDraft } from "./disputes.js";
import { millisOf } from "./documents.js";
import type { Claim, DisputeDocument, RulingDocument, Said, Seat, TickerDocument, Total } from "./documents.js";
import { methodsOf } from "./roles.js";
import type { Method, RulingRole } from "./roles.js";

/** What has become of a ruling. `half`: it is one captain's, and the other has not made it. `waits`: the dispute is
 * still open. */
export type RulingStatus = "stands" | "overruled" | "outranked" | "half" | "waits";

export interface RulingRow {
  readonly number: number;
  readonly method: Method;
  readonly decidedBy: string;
  /** Their role. */
  readonly decidedAs: string;
  /** In milliseconds; null while the server has not said. */
  readonly at: number | null;
  readonly reason: string;
  readonly evidence: string;
  /** A seat, also where the ball is stated and is that seat's; `neither`, or `action`. */
  readonly accepts: string;
  /** What it says of the ball; null: there was none. */
  readonly ball: Ball | null;
  /** Whose claims it is about. */
  readonly about: readonly Seat[];
  /** Whose books lack the ball. */
  readonly missed: readonly Seat[];
  /** Whose claims it is not about, beside those. */
  readonly leftOut: readonly Seat[];
  /** In what the claims differ. */
  readonly fields: readonly string[];
  /** Null: nothing is to be said of it. */
  readonly status: RulingStatus | null;
}

/** As the functions rank them; of one rank the last counts. What the books agree on outranks the last two. */
const RANKS: Readonly<Record<Method, number>> = { umpire: 4, video: 3, captains: 1, abandon: 0 };
const BOOKS = ["amended", "majority", "gone"];

/** Return the rulings on what a dispute claims, the last one first. */
export function rulingsOn(dispute: DisputeDocument, rulings: readonly RulingDocument[]): RulingRow[] {
  const found = rulings.filter((each) => isOn(each, dispute)).sort((one, other) => other.number - one.number);
  const standing = strongest(found.filter((each) => counts(each, dispute, found)));
  return found.map((each) => rowOf(each, dispute, statusOf(each, dispute, found, standing)));
}

/** A ruling acts where all that it names is claimed: one of no entry at all is on nothing. */
function isOn({ kind, method, entries, persons }: RulingDocument, { claims }: DisputeDocument): boolean {
  const named = Object.entries(entries ?? {}) as [Seat, string][];
  return kind === "dispute" && method !== undefined && method in RANKS && named.length > 0 && named.every(([seat, entryId]) => {
    const claim = claims?.[seat] as Claim | null | undefined;
    return claim?.entryId === entryId && (persons?.[seat] ?? claim.personId) === claim.personId;
  });
}

/** One captain alone decides nothing, what the books have settled outranks both, and what was ruled before a
 * dispute came up again has not ended it. */
function counts(ruling: RulingDocument, { status, method, raisedAt }: DisputeDocument, found: readonly RulingDocument[]): boolean {
  if (isCaptain(ruling) && firstOfTwo(ruling, found) === null) return false;
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

/** Return the last word of the other captain before a captain's, where both say the same; null where they do not. */
function firstOfTwo(ruling: RulingDocument, found: readonly RulingDocument[]): RulingDocument | null {
  const earlier = found.filter((each) => isCaptain(each) && each.decidedAs !== ruling.decidedAs && each.number < ruling.number);
  const last = earlier.sort((one, other) => other.number - one.number)[0];
  return last && isSameOfOtherCaptain(ruling, last) ? last : null;
}

const isOfTwo = (ruling: RulingDocument, found: readonly RulingDocument[]): boolean =>
  firstOfTwo(ruling, found) !== null || found.some((each) => isCaptain(each) && firstOfTwo(each, found) === ruling);

/** Return whether a decision that a captain makes now is what the other captain has ruled last: then it counts. */
export function completesPair(
  dispute: DisputeDocument, rulings: readonly RulingDocument[], decision: Decision, decidedAs: RulingRole, decidedBy: string,
): boolean {
  const earlier = rulings.filter((each) => isOn(each, dispute));
  const entries = Object.fromEntries(decision.about.map((seat) => [seat, dispute.claims[seat]?.entryId]));
  const made = { ...decision, entries, number: Infinity, kind: "dispute", decidedAs, decidedBy } as RulingDocument;
  return isCaptain(made) && firstOfTwo(made, earlier) !== null;
}

/** Of a ball that is ruled they are not kept. */
const ORNAMENTS = ["bowlingAngle", "note", "review", "shotData"];

/** The same as the captain of the other side says, who is another person. */
function isSameOfOtherCaptain(one: RulingDocument, other: RulingDocument): boolean {
  const wordOf = ({ method, accepts, entries, action, missed }: RulingDocument): string => {
    const kept = sorted(action).filter(([name]) => !ORNAMENTS.includes(name));
    return JSON.stringify([method, accepts, sorted(entries), kept, [...(missed ?? [])].sort()]);
  };
  return isCaptain(other) && other.decidedAs !== one.decidedAs && other.decidedBy !== one.decidedBy && wordOf(one) === wordOf(other);
}

const sorted = (fields: Said | null | undefined): [string, unknown][] =>
  Object.entries(fields ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));

function statusOf(
  ruling: RulingDocument, dispute: DisputeDocument, found: readonly RulingDocument[], standing: RulingDocument | null,
): RulingStatus | null {
  if (ruling === standing) return dispute.status === "open" ? "waits" : "stands";
  if (isCaptain(ruling) && !isOfTwo(ruling, found)) return "half";
  if (!standing || isSameOfOtherCaptain(ruling, standing)) return null;
  return ruling.number < standing.number ? "overruled" : "outranked";
}

function rowOf(ruling: RulingDocument, { claims, fields }: DisputeDocument, status: RulingStatus | null): RulingRow {
  const { number, decidedBy, decidedAs, reason, evidence, entries } = ruling;
  const about = Object.keys(entries ?? {}) as Seat[];
  const missed = ruling.missed ?? [];
  const said = ruling.accepts === "action" ? ruling.action : claims[ruling.accepts as Seat]?.ball;
  const isSaidBy = (seat: Seat): boolean => said != null && isSame(ballOf(said), ballOf(claims[seat]?.ball ?? {}));
  const accepts = (ruling.accepts === "action" ? about.find(isSaidBy) : null) ?? ruling.accepts ?? "";
  return {
    number, decidedBy, decidedAs, accepts, about, status,
    missed,
    leftOut: (Object.keys(claims) as Seat[]).filter((seat) => claims[seat] && ![...about, ...missed].includes(seat)),
    fields: fields ?? [],
    method: ruling.method as Method,
    at: millisOf(ruling.createdAt),
    reason: reason ?? "",
    evidence: evidence ?? "",
    ball: accepts === "neither" || !said ? null : ballOf(said),
  };
}

const isSame = (one: Ball, other: Ball | null): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Return the ruling of a dispute that is in force, or will be; null where there is none. */
export const standingIn = (rows: readonly RulingRow[]): RulingRow | null =>
  rows.find(({ status }) => status === "stands" || status === "waits") ?? null;

/** Return the methods by which a role overrules a ruling: one of a lower rank would change nothing. */
export const overrulingMethods = (role: RulingRole, standing: RulingRow): readonly Method[] =>
  methodsOf(role).filter((method) => RANKS[method] >= RANKS[standing.method]);

// -- another ruling -------------------------------------------------------------------------------

export type OverruleFault = Fault | "same";

/** Return the ball that a draft rules; null: there was none. Of nothing chosen undefined. */
export function ballRuled(draft: RulingDraft, dispute: DisputeDocument): Ball | null | undefined {
  if (draft.accepts === "neither") return null;
  const said = saidOf(draft, dispute);
  return said && ballOf(said);
}

/** Return what is missing or wrong of a draft that overrules a ruling, in the order of the form. */
export function overruleFaults(
  draft: RulingDraft, row: DisputeRow, dispute: DisputeDocument, standing: RulingRow,
): OverruleFault[] {
  const ball = ballRuled(draft, dispute);
  const stands = ball === null ? standing.ball === null : ball !== undefined && isSame(ball, standing.ball);
  return [...(stands ? ["same" as const] : []), ...faultsOf({ ...draft, ofNext: [] }, row)];
}

/** A decision that overrules another. */
export interface Overruling extends Decision {
  readonly overrules: number;
}

/**
 * Return the decision that overrules a ruling, on the entries that the ruling is about, and missed by whom it says. A claim that is
 * accepted is sent as the ball it says: its scorer may have amended the entry since the ruling, and then the
 * entry does not say any more what the official reads.
 */
export function overrulingOf(draft: RulingDraft, dispute: DisputeDocument, { number, about, missed }: RulingRow): Overruling {
  const action = saidOf(draft, dispute);
  return {
    ...decisionOf({ ...draft, ofNext: [] }, dispute),
    about,
    ...(draft.accepts !== "neither" && missed.length && { missed }),
    overrules: number,
    ...(action && { accepts: "action" as const, action }),
  };
}

function saidOf(draft: RulingDraft, dispute: DisputeDocument): Said | undefined {
  if (draft.accepts === null || draft.accepts === "neither") return undefined;
  return draft.accepts === "action" ? decisionOf(draft, dispute).action : dispute.claims[draft.accepts]?.ball;
}

type Score = Pick<Total, "runs" | "wickets">;

/** What one ball in the place of another does to the score of its innings. */
export interface Change {
  /** The score as it stands, and as it will; null where it is not known. */
  readonly from: Score | null;
  readonly to: Score | null;
  readonly runs: number;
  readonly wickets: number;
  readonly legalBalls: number;
}

const NOT_OUT = ["retired_hurt", "retired_not_out"];

/** Return what changes on the scoreboard where one ball stands in the place of another, or of none (null);
 * null where that is not to be said before it is counted: of what is no delivery. */
export function changeOf(before: Ball | null, after: Ball | null, inningsNumber: number, ticker: TickerDocument | null): Change | null {
  const [old, now] = [countsOf(before), countsOf(after)];
  if (!old || !now) return null;
  const change = { runs: now.runs - old.runs, wickets: now.wickets - old.wickets, legalBalls: now.legalBalls - old.legalBalls };
  const from = scoreIn(inningsNumber, ticker);
  const to = from && { runs: from.runs + change.runs, wickets: from.wickets + change.wickets };
  const isCounted = to !== null && to.runs >= 0 && to.wickets >= 0; // else the board has not come to that ball
  return { from: isCounted ? from : null, to: isCounted ? to : null, ...change };
}

function countsOf(ball: Ball | null): Total | null {
  if (ball === null) return { runs: 0, wickets: 0, legalBalls: 0 };
  if (ball.type !== "delivery") return null;
  const isWicket = ball.wicket !== null && !NOT_OUT.includes(ball.wicket.type);
  return { runs: ball.total, wickets: Number(isWicket), legalBalls: Number(ball.isLegal) };
}

/** A ticker has the innings of the match in order, then the last super overs. */
function scoreIn(inningsNumber: number, ticker: TickerDocument | null): Score | null {
  const innings = ticker?.innings ?? [];
  const mains = innings.filter(({ isSuperOver }) => !isSuperOver).length;
  const fromTheEnd = innings.length - 1 - ((ticker?.inningsNumber ?? NaN) - inningsNumber);
  const found = inningsNumber <= mains ? innings[inningsNumber - 1] : innings[fromTheEnd];
  const isKnown = found && (inningsNumber <= mains || found.isSuperOver) && [found.runs, found.wickets].every(Number.isFinite);
  return isKnown ? { runs: found.runs, wickets: found.wickets } : null;
}
