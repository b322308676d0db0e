// The ruling that a match continues with fewer scorers: who stays, and from which entry on. Pure.

import type { DisputeDocument, Seat } from "./documents.js";
import type { SeatRow } from "./disputes.js";
import { cleanText } from "./prose.js";

export type Tier = "SINGLE" | "DUAL" | "TRIPLE";

const TIERS: readonly Tier[] = ["SINGLE", "DUAL", "TRIPLE"];
const LONGEST = 500;

export interface TierOption {
  readonly tier: Tier;
  /** The scorers who continue, in the order of the seats. */
  readonly stay: readonly SeatRow[];
}

/** Return the groups of scorers who may continue without the others, the largest first. */
export function tierOptions(rows: readonly SeatRow[]): TierOption[] {
  const voting = rows.filter(({ votes }) => votes).slice(0, TIERS.length);
  const parts = Array.from({ length: 2 ** voting.length }, (_, bits) => voting.filter((_each, place) => bits & (1 << place)));
  const fewer = parts.filter((stay) => stay.length > 0 && stay.length < voting.length);
  return fewer.sort((one, other) => other.length - one.length).map((stay) => ({ tier: TIERS[stay.length - 1] as Tier, stay }));
}

/** Return the key of an option: the seats and the persons who stay. */
export const keyOf = ({ stay }: TierOption): string => stay.map(({ seat, personId }) => `${seat} ${personId}`).join(", ");

export interface TierDraft {
  /** The key of the chosen option. */
  readonly option: string | null;
  readonly reason: string;
  readonly evidence: string;
}

export type TierFault = "option" | "changed" | "reason" | "long_reason" | "long_evidence";

export const BLANK_TIER: TierDraft = { option: null, reason: "", evidence: "" };

/** Return the faults of a draft, in the order of the form; if there are none, it may be sent. */
export function tierFaults({ option, reason, evidence }: TierDraft, options: readonly TierOption[]): TierFault[] {
  return [
    ...(option === null ? ["option" as const] : options.some((each) => keyOf(each) === option) ? [] : ["changed" as const]),
    ...(cleanText(reason) ? [] : ["reason" as const]),
    ...(cleanText(reason).length > LONGEST ? ["long_reason" as const] : []),
    ...(cleanText(evidence).length > LONGEST ? ["long_evidence" as const] : []),
  ];
}

/** Return a person's entry, in their seat, for the disputed ball that blocks the score; null if there is none. */
export function waitingEntry(seat: Seat, personId: string, disputes: readonly DisputeDocument[]): string | null {
  const waiting = disputes.filter(({ status, blocks }) => status === "open" && blocks);
  const claimed = waiting.map(({ claims }) => claims?.[seat]).find((claim) => claim?.personId === personId);
  return claimed?.entryId ?? null;
}

/** An entry or a statement of a scorer's book, with the fields that decide whether it counts. */
export interface BookDocument {
  readonly id: string;
  readonly type?: string;
  readonly isVoided?: boolean;
  readonly corrects?: string | null;
  readonly after?: string | null;
}

/** An action of the log, with the entries that it cites. */
export interface LoggedDocument {
  readonly agreement?: {
    readonly entries?: Readonly<Record<string, { readonly personId: string; readonly entryId: string }>>;
  } | null;
}

/** A ball of a book: the id of its first entry, and its last version that is not voided. */
interface BookedBall {
  readonly root: string;
  /** Its place: the sequence number of its entry, preceded by those of the balls after which it was inserted. */
  readonly path: readonly number[];
  readonly last: BookDocument | null;
}

const OPENED = "book_opened";
const STATEMENTS = [OPENED, "score_agreed"];
const STOPPAGES = ["play_stopped", "play_resumed"]; // these count by one scorer's entry alone, and never wait

/** Return the ids of a person's entries that balls of the log cite. */
export function agreedEntries(log: readonly LoggedDocument[], personId: string): Set<string> {
  const entries = log.flatMap(({ agreement }) => Object.values(agreement?.entries ?? {}));
  return new Set(entries.filter((each) => each.personId === personId).map(({ entryId }) => entryId));
}

/**
 * Return the first waiting entry of a book, in the earliest innings that has one: the first that counts after
 * the last entry cited by a ball of the log. If none waits, it is the next entry to come. The result is never
 * later than the functions' own; with three books it may be a ball that two agreed on before, which changes
 * nothing. `live/consensus` also counts waiting entries, but it is not written with every ball.
 */
export function firstWaiting(book: readonly BookDocument[], agreed: ReadonlySet<string>): string {
  const ordered = [...book].sort((one, other) => comparePaths(placeOf(one.id), placeOf(other.id)));
  for (const innings of new Set(ordered.map(({ id }) => placeOf(id)[0]))) {
    const found = firstWaitingIn(ordered.filter(({ id }) => placeOf(id)[0] === innings), agreed);
    if (found !== null) return found;
  }
  const [innings, sequence] = placeOf(ordered.at(-1)?.id ?? "1_0");
  return `${innings}_${sequence + 1}`;
}

/** Return the first waiting entry of an innings; null if there is none. Entries before the book's last opening do not
 * wait. */
function firstWaitingIn(entries: readonly BookDocument[], agreed: ReadonlySet<string>): string | null {
  const opened = entries.findLast(({ type, isVoided }) => type === OPENED && !isVoided);
  const openedAt = opened ? placeOf(opened.id)[1] : 0;
  const balls = bookedBalls(entries.filter(({ type }) => !STATEMENTS.includes(type ?? "")));
  const lastAgreed = balls.findLastIndex(({ root }) => agreed.has(root));
  const isWaiting = ({ path, last }: BookedBall): boolean =>
    last !== null && (path[0] ?? 0) > openedAt && !STOPPAGES.includes(last.type ?? "");
  const first = balls.slice(lastAgreed + 1).find(isWaiting);
  // For an inserted ball, return the ball after which it was inserted: a tier counts from an entry's turn on.
  return first ? `${placeOf(first.root)[0]}_${first.path[0]}` : null;
}

/** Return the balls of a book's innings, in the order of play: a correction has the place of the entry it corrects, an
 * inserted ball follows the ball after which it was inserted, and voided balls keep their places. */
function bookedBalls(entries: readonly BookDocument[]): BookedBall[] {
  const balls = new Map<string, BookedBall>();
  const roots = new Map<string, string>();
  for (const each of entries) {
    const target = each.corrects ?? each.after ?? null;
    const anchor = target === null ? null : (roots.get(target) ?? target);
    const root = each.corrects && anchor !== null ? anchor : each.id;
    roots.set(each.id, root);
    const known = balls.get(root);
    const before = root === each.id && anchor !== null ? (balls.get(anchor)?.path ?? [placeOf(anchor)[1]]) : [];
    const path = known?.path ?? [...before, placeOf(root)[1]];
    balls.set(root, { root, path, last: each.isVoided ? (known?.last ?? null) : each });
  }
  return [...balls.values()].sort((one, other) => comparePaths(one.path, other.path));
}

const placeOf = (id: string): readonly [number, number] => {
  const [innings = 0, sequence = 0] = id.split("_").map(Number);
  return [innings, sequence];
};

/** Compare two paths number by number; a path that continues another comes later. */
function comparePaths(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((each, at) => each !== other[at]);
  return place < 0 ? one.length - other.length : (one[place] ?? 0) - (other[place] ?? -1);
}
