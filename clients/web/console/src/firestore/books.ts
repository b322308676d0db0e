// A scorer's book as a log: behind what the match's log had where the book was opened. Pure.

import {
  apply, currentInnings, type LogEntry, type MatchSetup, newState, parseActionId,
  resolveLog, setupOf,
} from "@scrbrd/client/fold";
import type { Dispute, Holder } from "../session/recorder.js";
import { actionOf, lastSequence, named, places } from "../session/entries.js";

const STATEMENTS = ["book_opened", "score_agreed"];

/** A log that can be folded, and the entry of the book that each of its ids stands for. */
export interface BookLog {
  readonly log: readonly LogEntry[];
  readonly entryIds: ReadonlyMap<string, string>;
}

/** What a book's log is made of beside the book; `personId` is whose book it is. */
export interface Around {
  readonly log: readonly LogEntry[];
  readonly personId: string;
  readonly setup: MatchSetup;
}

const isOpening = (entry: LogEntry): boolean => entry["type"] === "book_opened" && entry["isVoided"] !== true;

/**
 * The book's entries behind the part of the match's log that the book does not have, where it was
 * last opened: places are counted on from there. Statements are no actions; a book opened at the
 * start begins at nothing. What it had before is in the log, if it counts.
 */
export function bookLog(book: readonly LogEntry[], around: Around): BookLog {
  const opening = book.findLast(isOpening);
  const base = opening ? before(opening, around) : [];
  const entryIds = ownIn(base, around.personId);
  const earlier = new Map([...entryIds].map(([id, entry]) => [entry, id]));
  const placeOf = (id: string): string => {
    const [innings = 0, sequence = 0] = id.split("_").map(Number);
    return earlier.get(id) ?? `${innings}_${sequence + lastSequence(base, innings)}`;
  };
  const behind = book.slice(opening ? book.indexOf(opening) : 0);
  const isKnown = (id: unknown) => typeof id !== "string" || earlier.has(id) || behind.some((each) => each.id === id);
  const shown = behind.filter((each) => isKnown(each["corrects"]) && isKnown(each["after"]));
  const entries = shown.map((each): LogEntry => {
    const id = placeOf(each.id);
    entryIds.set(id, each.id);
    const { corrects, after, inningsNumber } = actionOf(each);
    const sequenceNumber = Number(id.split("_")[1]);
    return {
      ...each, id, inningsNumber, sequenceNumber,
      ...(corrects && { corrects: placeOf(corrects) }),
      ...(after && { after: placeOf(after) }),
    };
  });
  const actions = entries.filter((each) => !STATEMENTS.includes(String(each["type"])));
  return { log: [...base, ...actions], entryIds };
}

/** The entry of the book that an action of the shown log is, by its nonce; null where it is none. */
export function entryNamed(nonce: string, { log, entryIds }: BookLog): string | null {
  const action = named(log, nonce);
  return action ? (entryIds.get(action.id) ?? null) : null;
}

/** The actions of a log that stand on a person's entries, each with its entry. */
function ownIn(log: readonly LogEntry[], personId: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const action of log) {
    const own = citedBy(action).find((each) => each.personId === personId)?.entryId;
    if (own !== undefined && !action["corrects"]) found.set(action.id, own);
  }
  return found;
}

/**
 * The entry of a person's book behind which a ball belongs that the book does not have: of the last
 * ball of theirs that the log has before it, in the order of play. Null: the innings has none.
 */
export function entryBefore(
  { inningsNumber, place, kind }: { readonly inningsNumber: number; readonly place: number; readonly kind: string },
  log: readonly LogEntry[], personId: string,
): string | null {
  const played = places(log).filter(({ action }) => action.inningsNumber === inningsNumber);
  const found = played.findIndex(({ ids }) => ids.includes(`${inningsNumber}_${place}`));
  // An entry that the log has no ball for has the place of the ball before it; the next ball none yet.
  const end = found < 0 ? played.length : kind === "extra" ? found + 1 : found;
  const own = ownIn(log, personId);
  const before = played.slice(0, end).flatMap(({ ids }) => ids.flatMap((id) => own.get(id) ?? []));
  return before.at(-1) ?? null;
}

/** The part of the match's log that a book goes on behind. */
function before(opening: LogEntry, around: Around): readonly LogEntry[] {
  const afterActionId = opening["afterActionId"];
  return typeof afterActionId === "string" ? upTo(around.log, afterActionId) : upToScore(opening, around);
}

function upTo(log: readonly LogEntry[], id: string): readonly LogEntry[] {
  const [innings = 0, sequence = 0] = id.split("_").map(Number);
  return log.filter((each) => {
    const { inningsNumber, sequenceNumber } = actionOf(each);
    return inningsNumber < innings || (inningsNumber === innings && sequenceNumber <= sequence);
  });
}

// Behind another's entry: how far the log has come there only the score tells that was stated. What
// stands on this book's own word is behind it; what the log does not have yet will be before it.
function upToScore(opening: LogEntry, { log, personId, setup }: Around): readonly LogEntry[] {
  const played = places(log);
  const firstOwn = played.findIndex(({ action }) => isWordBehind(opening.id, personId, action.fields));
  const until = firstOwn < 0 ? played.length : firstOwn;
  const ids = new Set(played.slice(0, until).map(({ action }) => action.id));
  const last = lastWithScore(opening, log, setup, ids) ?? played[until - 1]?.action.id ?? null;
  const end = played.findIndex(({ action }) => action.id === last);
  const gone = new Set(played.slice(end + 1).flatMap((each) => each.ids));
  return log.filter((each) => !gone.has(each.id));
}

function lastWithScore(
  opening: LogEntry, log: readonly LogEntry[], setup: MatchSetup, ids: ReadonlySet<string>,
): string | null {
  const state = newState(setupOf(setup));
  let found: string | null = null;
  for (const action of resolveLog(setup.matchId, log).actions) {
    if (!ids.has(action.id)) break;
    apply(state, action);
    const { number, runs, wickets, legalBalls } = currentInnings(state) ?? {};
    const isThere = number === opening["inningsNumber"] && runs === opening["runs"]
      && wickets === opening["wickets"] && legalBalls === opening["legalBalls"];
    if (isThere) found = action.id;
  }
  return found;
}

/** An entry that an action stands on: its first word and its last. */
interface Cited {
  readonly personId?: string;
  readonly entryId?: string;
  readonly versionId?: string;
}

function citedBy(action: Readonly<Record<string, unknown>>): readonly Cited[] {
  const agreement = action["agreement"] as { entries?: Readonly<Record<string, Cited>> } | undefined;
  return Object.values(agreement?.entries ?? {});
}

const isWordBehind = (entry: string, personId: string, action: Readonly<Record<string, unknown>>): boolean =>
  citedBy(action).some((each) => each.personId === personId && byPlace(each.entryId ?? entry, entry) > 0);

/** The last entry of a person's book that the log stands on; null where there is none. */
export function lastEntryOf(personId: string, log: readonly LogEntry[]): string | null {
  const cited = log.flatMap(citedBy).filter((each) => each.personId === personId);
  const ids = cited.flatMap(({ entryId, versionId }) => [entryId, versionId]).filter((id) => id !== undefined);
  return ids.sort(byPlace).at(-1) ?? null;
}

/** Whose book is looked at. */
interface Own {
  readonly seat: string;
  readonly personId: string;
  readonly book: readonly LogEntry[];
}

/** The statement of an own book that a dispute refuses, for it is not the score there. */
export function refusedOpening(
  disputes: readonly Pick<Dispute, "kind" | "entry">[], { seat, personId, book }: Own,
): LogEntry | null {
  const refused = disputes.flatMap(({ kind, entry }) => (kind === "opened" && entry ? [entry] : []));
  const ids = refused.filter((each) => each.seat === seat && each.personId === personId).map(({ entryId }) => entryId);
  return book.find((each) => ids.includes(each.id) && each["isVoided"] !== true) ?? null;
}

/** Whether somebody else has taken over the seat that the log stood on this book for, or that was
 * heard to go to another behind the entry `lostBehind`; not once the book says that it goes on with
 * theirs. */
export function isRelieved(
  heldBy: Holder | null, log: readonly LogEntry[], { personId, book }: Own, lostBehind: string | null = null,
): boolean {
  const last = [lastEntryOf(personId, log), lostBehind].filter((each) => each !== null).sort(byPlace).at(-1);
  if (heldBy === null || last === undefined) return false;
  const openings = book.filter((each) => isOpening(each) && each["takesOverFrom"] === heldBy.personId);
  return !openings.some((each) => byPlace(each.id, last) > 0);
}

/** Hears who holds a person's seat: the log tells that it was taken from them only by their balls. */
export class SeatHeard {
  readonly #personId: string;
  #holder: string | null = null;

  constructor(personId: string) {
    this.#personId = personId;
  }

  /** Whether the seat was this person's when it was heard of last, and is another's now. */
  isLost(holder: string | null): boolean {
    const before = this.#holder;
    this.#holder = holder;
    return before === this.#personId && holder !== null && holder !== before;
  }
}

/** Whose book a statement goes on with, and behind which entry; null where it goes on behind the log. */
export function holderOf(opening: LogEntry | null): Holder | null {
  const [personId, lastEntryId] = [opening?.["takesOverFrom"], opening?.["afterEntryId"]];
  if (typeof personId !== "string") return null;
  return { personId, lastEntryId: typeof lastEntryId === "string" ? lastEntryId : null };
}

function byPlace(one: string, other: string): number {
  const [[innings, sequence], [otherInnings, otherSequence]] = [parseActionId(one), parseActionId(other)];
  return innings - otherInnings || sequence - otherSequence;
}
