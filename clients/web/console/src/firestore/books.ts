// Turns a scorer's book into a log: the match's log up to where the book was opened, then the book's entries. Pure.

import {
  apply, currentInnings, type LogEntry, type MatchSetup, newState, parseActionId,
  resolveLog, setupOf,
} from "@scrbrd/client/fold";
import type { Dispute, Holder } from "../session/recorder.js";
import { actionOf, lastSequence, actionByNonce, placesInPlay } from "../session/entries.js";

const STATEMENTS = ["book_opened", "score_agreed"];

/** A log that can be folded, with the id of the book's entry for each of its action ids. */
export interface BookLog {
  readonly log: readonly LogEntry[];
  readonly entryIds: ReadonlyMap<string, string>;
}

/** The data needed to turn a book into a log; `personId` is the scorer who keeps the book. */
export interface BookContext {
  readonly log: readonly LogEntry[];
  readonly personId: string;
  readonly setup: MatchSetup;
}

const isOpening = (entry: LogEntry): boolean => entry["type"] === "book_opened" && entry["isVoided"] !== true;

/**
 * Return the match's log up to where the book was last opened, followed by the book's entries since then.
 * Their places continue those of the match's log. Statements are left out, because they are no actions. A book
 * opened at the start of the match has no part of the match's log. Entries from before the last opening are in
 * the match's log if they count.
 */
export function bookLog(book: readonly LogEntry[], context: BookContext): BookLog {
  const opening = book.findLast(isOpening);
  const base = opening ? logBeforeOpening(opening, context) : [];
  const entryIds = ownEntryIds(base, context.personId);
  const earlier = new Map([...entryIds].map(([id, entry]) => [entry, id]));
  const placeOf = (id: string): string => {
    const [innings = 0, sequence = 0] = id.split("_").map(Number);
    return earlier.get(id) ?? `${innings}_${sequence + lastSequence(base, innings)}`;
  };
  const sinceOpening = book.slice(opening ? book.indexOf(opening) : 0);
  const isKnown = (id: unknown) =>
    typeof id !== "string" || earlier.has(id) || sinceOpening.some((each) => each.id === id);
  const placeable = sinceOpening.filter((each) => isKnown(each["corrects"]) && isKnown(each["after"]));
  const entries = placeable.map((each): LogEntry => {
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

/** Return the id of the book's entry for an action of the log, given its nonce; null if the book has none. */
export function entryIdByNonce(nonce: string, { log, entryIds }: BookLog): string | null {
  const action = actionByNonce(log, nonce);
  return action ? (entryIds.get(action.id) ?? null) : null;
}

/** Return the ids of the actions that cite an entry of a person's book, each with the entry's id. */
function ownEntryIds(log: readonly LogEntry[], personId: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const action of log) {
    const own = citedEntries(action).find((each) => each.personId === personId)?.entryId;
    if (own !== undefined && !action["corrects"]) found.set(action.id, own);
  }
  return found;
}

/**
 * Return the id of the entry after which a ball missing from a person's book belongs: the entry of their last
 * ball in the log before it, in the order of play. Null if the innings has no such ball.
 */
export function entryBefore(
  { inningsNumber, place, kind }: { readonly inningsNumber: number; readonly place: number; readonly kind: string },
  log: readonly LogEntry[], personId: string,
): string | null {
  const played = placesInPlay(log).filter(({ action }) => action.inningsNumber === inningsNumber);
  const found = played.findIndex(({ ids }) => ids.includes(`${inningsNumber}_${place}`));
  // An entry without a ball in the log has the place of the ball before it; the next ball has no place yet.
  const end = found < 0 ? played.length : kind === "extra" ? found + 1 : found;
  const own = ownEntryIds(log, personId);
  const earlier = played.slice(0, end).flatMap(({ ids }) => ids.flatMap((id) => own.get(id) ?? []));
  return earlier.at(-1) ?? null;
}

/** Return the part of the match's log that precedes a book's opening. */
function logBeforeOpening(opening: LogEntry, context: BookContext): readonly LogEntry[] {
  const afterActionId = opening["afterActionId"];
  return typeof afterActionId === "string" ? logUpTo(context.log, afterActionId) : logUpToScore(opening, context);
}

function logUpTo(log: readonly LogEntry[], id: string): readonly LogEntry[] {
  const [innings = 0, sequence = 0] = id.split("_").map(Number);
  return log.filter((each) => {
    const { inningsNumber, sequenceNumber } = actionOf(each);
    return inningsNumber < innings || (inningsNumber === innings && sequenceNumber <= sequence);
  });
}

// For a book opened after another person's entry, only the stated score shows how far the log had come.
// Actions that cite this book's later entries come after the opening; actions still missing from the log will
// come before it.
function logUpToScore(opening: LogEntry, { log, personId, setup }: BookContext): readonly LogEntry[] {
  const played = placesInPlay(log);
  const firstOwn = played.findIndex(({ action }) => citesEntryAfter(opening.id, personId, action.fields));
  const until = firstOwn < 0 ? played.length : firstOwn;
  const ids = new Set(played.slice(0, until).map(({ action }) => action.id));
  const last = lastActionAtScore(opening, log, setup, ids) ?? played[until - 1]?.action.id ?? null;
  const end = played.findIndex(({ action }) => action.id === last);
  const later = new Set(played.slice(end + 1).flatMap((each) => each.ids));
  return log.filter((each) => !later.has(each.id));
}

function lastActionAtScore(
  opening: LogEntry, log: readonly LogEntry[], setup: MatchSetup, ids: ReadonlySet<string>,
): string | null {
  const state = newState(setupOf(setup));
  let found: string | null = null;
  for (const action of resolveLog(setup.matchId, log).actions) {
    if (!ids.has(action.id)) break;
    apply(state, action);
    const { number, runs, wickets, legalBalls } = currentInnings(state) ?? {};
    const isAtScore = number === opening["inningsNumber"] && runs === opening["runs"]
      && wickets === opening["wickets"] && legalBalls === opening["legalBalls"];
    if (isAtScore) found = action.id;
  }
  return found;
}

/** An entry that an action cites: `entryId` is its first version, `versionId` its last. */
interface CitedEntry {
  readonly personId?: string;
  readonly entryId?: string;
  readonly versionId?: string;
}

function citedEntries(action: Readonly<Record<string, unknown>>): readonly CitedEntry[] {
  const agreement = action["agreement"] as { entries?: Readonly<Record<string, CitedEntry>> } | undefined;
  return Object.values(agreement?.entries ?? {});
}

const citesEntryAfter = (entry: string, personId: string, action: Readonly<Record<string, unknown>>): boolean =>
  citedEntries(action).some((each) => each.personId === personId && byPlace(each.entryId ?? entry, entry) > 0);

/** Return the id of the last entry of a person's book that the log cites; null if there is none. */
export function lastEntryOf(personId: string, log: readonly LogEntry[]): string | null {
  const cited = log.flatMap(citedEntries).filter((each) => each.personId === personId);
  const ids = cited.flatMap(({ entryId, versionId }) => [entryId, versionId]).filter((id) => id !== undefined);
  return ids.sort(byPlace).at(-1) ?? null;
}

/** This scorer's book, with its seat and its person. */
interface OwnBook {
  readonly seat: string;
  readonly personId: string;
  readonly book: readonly LogEntry[];
}

/** Return the opening statement of this scorer's book that a dispute refuses because its score is wrong; null if
 * there is none. */
export function refusedOpening(
  disputes: readonly Pick<Dispute, "kind" | "entry">[], { seat, personId, book }: OwnBook,
): LogEntry | null {
  const refused = disputes.flatMap(({ kind, entry }) => (kind === "opened" && entry ? [entry] : []));
  const ids = refused.filter((each) => each.seat === seat && each.personId === personId).map(({ entryId }) => entryId);
  return book.find((each) => ids.includes(each.id) && each["isVoided"] !== true) ?? null;
}

/**
 * Return whether another person has taken over this scorer's seat: the log cites this book, or the seat was
 * lost after the entry `lostAfter`, and `heldBy` holds it now. False again once this book was opened to
 * continue that person's book.
 */
export function isRelieved(
  heldBy: Holder | null, log: readonly LogEntry[], { personId, book }: OwnBook, lostAfter: string | null = null,
): boolean {
  const last = [lastEntryOf(personId, log), lostAfter].filter((each) => each !== null).sort(byPlace).at(-1);
  if (heldBy === null || last === undefined) return false;
  const openings = book.filter((each) => isOpening(each) && each["takesOverFrom"] === heldBy.personId);
  return !openings.some((each) => byPlace(each.id, last) > 0);
}

/** Watches who holds a person's seat. The log alone shows a takeover only once it has balls of the new holder. */
export class SeatWatch {
  readonly #personId: string;
  #holder: string | null = null;

  constructor(personId: string) {
    this.#personId = personId;
  }

  /** Store the present holder; return whether the seat was this person's before and is another's now. */
  isLost(holder: string | null): boolean {
    const before = this.#holder;
    this.#holder = holder;
    return before === this.#personId && holder !== null && holder !== before;
  }
}

/** Return the holder whose book an opening statement continues, with the entry it continues after; null if it
 * continues the log. */
export function holderOf(opening: LogEntry | null): Holder | null {
  const [personId, lastEntryId] = [opening?.["takesOverFrom"], opening?.["afterEntryId"]];
  if (typeof personId !== "string") return null;
  return { personId, lastEntryId: typeof lastEntryId === "string" ? lastEntryId : null };
}

function byPlace(one: string, other: string): number {
  const [[innings, sequence], [otherInnings, otherSequence]] = [parseActionId(one), parseActionId(other)];
  return innings - otherInnings || sequence - otherSequence;
}
