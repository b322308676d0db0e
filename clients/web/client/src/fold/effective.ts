// Resolves the effective log: corrections are put in place, late balls inserted, voided actions dropped. An
// anchor that is voided or missing keeps its place. The order in which documents arrive does not matter.

import type { Action } from "./actions.js";
import { parseActionId } from "./actions.js";
import type { Place } from "./places.js";
import { idAt, inningsOf, missingActions, placeAt } from "./places.js";
import type { Problem } from "./problems.js";
import { shortenMessage } from "./problems.js";

const MOST_REASON_CHARACTERS = 200;

/** A document of the log that is not an action. It keeps its place, so that it can be corrected. */
export interface Unreadable {
  readonly type: "unreadable";
  readonly id: string;
  readonly inningsNumber: number;
  readonly sequenceNumber: number;
  readonly message: string;
  readonly isVoided: boolean;
}

export type ReadEntry = Action | Unreadable;

/** What resolving the log needs of an entry that is not a plain action. */
interface Reference {
  readonly place: Place;
  readonly isVoided: boolean;
  readonly corrects: string | null;
  readonly after: string | null;
  readonly unreadable: string | null;
  /** The earlier place of the same innings that the entry refers to; null if there is none. */
  readonly target: Place | null;
}

/** The actions that count, in order; the problems of the log itself; the last id present, or null. */
export interface EffectiveLog {
  readonly actions: readonly Action[];
  readonly problems: readonly Problem[];
  readonly lastActionId: string | null;
}

/** Resolve a log given in any order; of repeated entries the last one counts. */
export function effectiveLog(entries: Iterable<ReadEntry>): EffectiveLog {
  const byPlace = new Map<Place, ReadEntry>();
  for (const entry of entries) {
    byPlace.set(placeOf(entry), entry);
  }
  const present = [...byPlace.keys()].sort((one, other) => one - other);
  const ordered = present.flatMap((place) => byPlace.get(place) ?? []);
  const references = ordered.map(referenceOf).filter((each) => each !== null);
  const last = present.at(-1);
  return {
    actions: orderOfPlay(ordered),
    problems: [
      ...missingActions(present), ...unreadableProblems(references), ...badReferences(references),
    ],
    lastActionId: last === undefined ? null : idAt(last),
  };
}

/** Return the place of an entry in the raw log. */
export function placeOf(entry: ReadEntry): Place {
  return placeAt(entry.inningsNumber, entry.sequenceNumber);
}

function isReadable(entry: ReadEntry): entry is Action {
  return entry.type !== "unreadable";
}

function referenceOf(entry: ReadEntry): Reference | null {
  const place = placeOf(entry);
  if (!isReadable(entry)) {
    const unreadable = shortenMessage(entry.message, MOST_REASON_CHARACTERS);
    const { isVoided } = entry;
    return { place, isVoided, corrects: null, after: null, unreadable, target: null };
  }
  const { isVoided, corrects, after } = entry;
  const reference = corrects ?? after;
  if (reference === null) {
    return null;
  }
  const [innings, sequence] = parseActionId(reference);
  const target = placeAt(innings, sequence);
  const isEarlier = innings === entry.inningsNumber && target < place;
  return { place, isVoided, corrects, after, unreadable: null, target: isEarlier ? target : null };
}

/** Return the actions that count, in order of play. */
function orderOfPlay(ordered: readonly ReadEntry[]): Action[] {
  const readable = ordered.filter(isReadable);
  return readable.some((each) => each.corrects !== null || each.after !== null)
    ? resolveReferences(readable)
    : readable.filter((each) => !each.isVoided);
}

/** Put corrections and late actions in their places; later corrections and sequences win. */
function resolveReferences(actions: readonly Action[]): Action[] {
  const standing = new Map<Place, Action>();
  const root = new Map<Place, Place>();
  const behind = new Map<Place, Place[]>();
  const tops: Place[] = [];
  for (const action of actions) {
    const place = placeOf(action);
    let home = place;
    const reference = referenceOf(action);
    if (reference === null) {
      tops.push(place);
    } else {
      const { target } = reference;
      if (target === null) {
        continue;
      }
      if (!root.has(target)) { // a missing or unreadable document keeps its place
        root.set(target, target);
        tops.push(target);
      }
      const anchor = root.get(target) ?? target;
      if (action.corrects !== null) {
        home = anchor;
      } else {
        behind.set(anchor, [...(behind.get(anchor) ?? []), place]);
      }
    }
    root.set(place, home);
    if (!action.isVoided) {
      standing.set(home, action);
    }
  }
  return walkChains(tops.sort((one, other) => one - other), behind, standing);
}

/**
 * Return the actions in the order of play: each place, followed by what was inserted after it, by sequence
 * and recursively.
 */
function walkChains(
  tops: readonly Place[],
  behind: ReadonlyMap<Place, readonly Place[]>,
  standing: ReadonlyMap<Place, Action>,
): Action[] {
  const ordered: Action[] = [];
  for (const top of tops) {
    const waiting = [top];
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      const action = standing.get(place);
      if (action !== undefined) {
        ordered.push(action);
      }
      waiting.push(...[...(behind.get(place) ?? [])].reverse());
    }
  }
  return ordered;
}

/**
 * Return the place of each correction: that of the action it corrects, or of the one that that corrects.
 */
function correctionPlaces(references: readonly Reference[]): Map<Place, Place> {
  const found = new Map<Place, Place>();
  for (const { place, corrects, target } of references) {
    if (corrects !== null && target !== null) {
      found.set(place, found.get(target) ?? target);
    }
  }
  return found;
}

/** Return a Problem for every unreadable document that has been neither voided nor corrected. */
function unreadableProblems(references: readonly Reference[]): Problem[] {
  const correctedPlace = correctionPlaces(references);
  const corrected = new Set(
    references.filter((each) => !each.isVoided).map((each) => correctedPlace.get(each.place)),
  );
  return references
    .filter((each) => each.unreadable !== null && !each.isVoided && !corrected.has(each.place))
    .map((each) => problem(each, "unreadable", each.unreadable ?? ""));
}

/**
 * Return a Problem for each reference to an action that does not exist. Undoing the referring action
 * resolves it.
 */
function badReferences(references: readonly Reference[]): Problem[] {
  return references
    .filter((each) => (each.corrects ?? each.after) !== null && each.target === null)
    .filter((each) => !each.isVoided)
    .map((each) => {
      const how = each.corrects === null ? "after" : "corrects";
      const where = `is not an earlier action of innings ${inningsOf(each.place)}`;
      return problem(each, "bad_reference", `${how}: ${each.corrects ?? each.after} ${where}`);
    });
}

function problem(
  { place }: Reference, code: "unreadable" | "bad_reference", message: string,
): Problem {
  return { actionId: idAt(place), code, severity: "error", message, law: null };
}
