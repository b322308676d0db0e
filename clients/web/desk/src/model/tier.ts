// A ruling that the match goes on with fewer scorers: who stays, and from which entry. Pure.

import type { DisputeDocument, Seat } from "./documents.js";
import type { SeatRow } from "./disputes.js";
import { shown } from "./prose.js";

export type Tier = "SINGLE" | "DUAL" | "TRIPLE";

const TIERS: readonly Tier[] = ["SINGLE", "DUAL", "TRIPLE"];
const LONGEST = 500;

export interface TierOption {
  readonly tier: Tier;
  /** Who go on, in the order of the seats. */
  readonly stay: readonly SeatRow[];
}

/** Return who may go on without the others: as many as possible first. */
export function tierOptions(rows: readonly SeatRow[]): TierOption[] {
  const voting = rows.filter(({ votes }) => votes).slice(0, TIERS.length);
  const parts = Array.from({ length: 2 ** voting.length }, (_, bits) => voting.filter((_each, place) => bits & (1 << place)));
  const fewer = parts.filter((stay) => stay.length > 0 && stay.length < voting.length);
  return fewer.sort((one, other) => other.length - one.length).map((stay) => ({ tier: TIERS[stay.length - 1] as Tier, stay }));
}

/** What an option is, whatever else is to be chosen: the seats and the persons who stay. */
export const keyOf = ({ stay }: TierOption): string => stay.map(({ seat, personId }) => `${seat} ${personId}`).join(", ");

export interface TierDraft {
  /** The key of who goes on. */
  readonly option: string | null;
  readonly reason: string;
  readonly evidence: string;
}

export type TierFault = "option" | "changed" | "reason" | "long_reason" | "long_evidence";

export const BLANK_TIER: TierDraft = { option: null, reason: "", evidence: "" };

/** Return what is missing or has changed, in the order of the form; empty: it may be sent. */
export function tierFaults({ option, reason, evidence }: TierDraft, options: readonly TierOption[]): TierFault[] {
  return [
    ...(option === null ? ["option" as const] : options.some((each) => keyOf(each) === option) ? [] : ["changed" as const]),
    ...(shown(reason) ? [] : ["reason" as const]),
    ...(shown(reason).length > LONGEST ? ["long_reason" as const] : []),
    ...(shown(evidence).length > LONGEST ? ["long_evidence" as const] : []),
  ];
}

/** Return what a person says, in their seat, of the ball that the score waits for; null where nothing of
 * theirs waits there. */
export function waitingEntry(seat: Seat, personId: string, disputes: readonly DisputeDocument[]): string | null {
  const waiting = disputes.filter(({ status, blocks }) => status === "open" && blocks);
  const claimed = waiting.map(({ claims }) => claims?.[seat]).find((claim) => claim?.personId === personId);
  return claimed?.entryId ?? null;
}

/** An entry of a scorer's book, or a statement between them, as far as it tells what counts. */
export interface BookDocument {
  readonly id: string;
  readonly type?: string;
  readonly isVoided?: boolean;
  readonly corrects?: string | null;
  readonly after?: string | null;
}

/** An action of the log, as far as it tells on whose entries it stands. */
export interface LoggedDocument {
  readonly agreement?: {
    readonly entries?: Readonly<Record<string, { readonly personId: string; readonly entryId: string }>>;
  } | null;
}

/** What a book says of one ball: the id of its first entry, and the last word that is not voided. */
interface Word {
  readonly root: string;
  /** The sequences of the balls that it was put in behind, one behind the other, and its own. */
  readonly path: readonly number[];
  readonly last: BookDocument | null;
}

const OPENED = "book_opened";
const STATEMENTS = [OPENED, "score_agreed"];
const STOPPAGES = ["play_stopped", "play_resumed"]; // these enter by one word, and never wait

/** Return a person's entries that balls of the log stand on. */
export function agreedEntries(log: readonly LoggedDocument[], personId: string): Set<string> {
  const entries = log.flatMap(({ agreement }) => Object.values(agreement?.entries ?? {}));
  return new Set(entries.filter((each) => each.personId === personId).map(({ entryId }) => entryId));
}

/**
 * Return the first entry of a book that waits, in the earliest innings that has one: what counts
 * behind the last entry that a ball of the log stands on. Where none waits it is the one to come.
 * Never later than the functions' own: of three books it may be a ball that two agreed on before,
 * which changes nothing. `live/consensus` counts what waits too, but is not written with every ball.
 */
export function firstWaiting(book: readonly BookDocument[], agreed: ReadonlySet<string>): string {
  const ordered = [...book].sort((one, other) => compared(placeOf(one.id), placeOf(other.id)));
  for (const innings of new Set(ordered.map(({ id }) => placeOf(id)[0]))) {
    const found = waitingIn(ordered.filter(({ id }) => placeOf(id)[0] === innings), agreed);
    if (found !== null) return found;
  }
  const [innings, sequence] = placeOf(ordered.at(-1)?.id ?? "1_0");
  return `${innings}_${sequence + 1}`;
}

/** Return the first that waits in an innings; null where none does. Nothing waits that stands before the statement that the
 * book goes on somewhere else. */
function waitingIn(entries: readonly BookDocument[], agreed: ReadonlySet<string>): string | null {
  const opened = entries.findLast(({ type, isVoided }) => type === OPENED && !isVoided);
  const goesOn = opened ? placeOf(opened.id)[1] : 0;
  const words = wordsOf(entries.filter(({ type }) => !STATEMENTS.includes(type ?? "")));
  const passed = words.findLastIndex(({ root }) => agreed.has(root));
  const waits = ({ path, last }: Word): boolean =>
    last !== null && (path[0] ?? 0) > goesOn && !STOPPAGES.includes(last.type ?? "");
  const first = words.slice(passed + 1).find(waits);
  // Of a ball put in, the one in whose turn it is played: a tier counts from an entry's turn on.
  return first ? `${placeOf(first.root)[0]}_${first.path[0]}` : null;
}

/** Return what a book says of each ball of an innings, in the order of play: a correction has the
 * place of what it corrects, a ball put in stands behind its own, voided ones keep their places. */
function wordsOf(entries: readonly BookDocument[]): Word[] {
  const words = new Map<string, Word>();
  const roots = new Map<string, string>();
  for (const each of entries) {
    const target = each.corrects ?? each.after ?? null;
    const behind = target === null ? null : (roots.get(target) ?? target);
    const root = each.corrects && behind !== null ? behind : each.id;
    roots.set(each.id, root);
    const known = words.get(root);
    const before = root === each.id && behind !== null ? (words.get(behind)?.path ?? [placeOf(behind)[1]]) : [];
    const path = known?.path ?? [...before, placeOf(root)[1]];
    words.set(root, { root, path, last: each.isVoided ? (known?.last ?? null) : each });
  }
  return [...words.values()].sort((one, other) => compared(one.path, other.path));
}

const placeOf = (id: string): readonly [number, number] => {
  const [innings = 0, sequence = 0] = id.split("_").map(Number);
  return [innings, sequence];
};

/** Return which of two rows of numbers comes first; one that goes on behind another comes later. */
function compared(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((each, at) => each !== other[at]);
  return place < 0 ? one.length - other.length : (one[place] ?? 0) - (other[place] ?? -1);
}
