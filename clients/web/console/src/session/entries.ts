// Reads a log of raw documents: which actions count, in which order, and how a new one would look.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Fields } from "./recorder.js";

export interface Action {
  /** The place in the log. Another device's action may get it if this one is refused. */
  readonly id: string;
  /** The unique identifier, which no other action ever has. */
  readonly nonce: string;
  readonly type: string;
  readonly inningsNumber: number;
  readonly sequenceNumber: number;
  readonly isVoided: boolean;
  readonly corrects?: string;
  readonly after?: string;
  readonly fields: Fields;
}

export function actionOf(entry: LogEntry): Action {
  return {
    id: entry.id,
    nonce: nonceOf(entry),
    type: String(entry["type"] ?? "delivery"),
    inningsNumber: Number(entry["inningsNumber"]),
    sequenceNumber: Number(entry["sequenceNumber"]),
    isVoided: entry["isVoided"] === true,
    ...(typeof entry["corrects"] === "string" && { corrects: entry["corrects"] }),
    ...(typeof entry["after"] === "string" && { after: entry["after"] }),
    fields: entry,
  };
}

/** Return the nonce of an action. A previewed action has none yet: its id is used. */
export const nonceOf = (entry: LogEntry): string => String(entry["nonce"] ?? entry.id);

/** Return the action with a nonce; null if the log does not have it. */
export function actionByNonce(log: readonly LogEntry[], nonce: string): Action | null {
  const entry = log.find((each) => nonceOf(each) === nonce);
  return entry ? actionOf(entry) : null;
}

const byPlace = (one: Action, other: Action): number =>
  one.inningsNumber - other.inningsNumber || one.sequenceNumber - other.sequenceNumber;

function sortedActions(log: readonly LogEntry[]): Action[] {
  return log.map(actionOf).sort(byPlace);
}

/** Return the last sequence number of an innings, 0 if it has none. */
export function lastSequence(log: readonly LogEntry[], inningsNumber: number): number {
  const actions = log.map(actionOf).filter((each) => each.inningsNumber === inningsNumber);
  return Math.max(0, ...actions.map((each) => each.sequenceNumber));
}

/** Return the last action of a log, voided or not; null if the log is empty. */
export function lastAction(log: readonly LogEntry[]): Action | null {
  return log.map(actionOf).reduce<Action | null>((one, other) => (one && byPlace(one, other) > 0 ? one : other), null);
}

/** Return the last action that counts, by its place in the log; null if there is none. */
export function newestAction(log: readonly LogEntry[]): Action | null {
  return sortedActions(log).findLast((each) => !each.isVoided) ?? null;
}

/** A place in the order of play: the action that counts there, and its versions (itself and those it corrects). */
export interface Placed {
  readonly action: Action;
  /** The ids of the versions that are not voided. */
  readonly ids: readonly string[];
  /** The nonces of the same versions. */
  readonly nonces: readonly string[];
}

/**
 * Return the actions that count, in the order of play. A correction takes the place of the action it corrects;
 * an inserted ball follows the action that it came after.
 */
export function placesInPlay(log: readonly LogEntry[]): Placed[] {
  const placeOf = new Map<string, string>();
  const versions = new Map<string, Action[]>();
  const inserted = new Map<string, string[]>();
  const appended: string[] = [];
  for (const action of sortedActions(log)) {
    const target = action.corrects ?? action.after;
    const anchor = target === undefined ? undefined : (placeOf.get(target) ?? target);
    if (anchor === undefined) appended.push(action.id);
    else if (!action.corrects) inserted.set(anchor, [...(inserted.get(anchor) ?? []), action.id]);
    const place = action.corrects && anchor !== undefined ? anchor : action.id;
    placeOf.set(action.id, place);
    if (!action.isVoided) versions.set(place, [...(versions.get(place) ?? []), action]);
  }
  const walk = (id: string): Placed[] => [
    ...placed(versions.get(id) ?? []),
    ...(inserted.get(id) ?? []).flatMap(walk),
  ];
  return appended.flatMap(walk);
}

function placed(actions: readonly Action[]): Placed[] {
  const action = actions.at(-1);
  const [ids, nonces] = [actions.map((each) => each.id), actions.map((each) => each.nonce)];
  return action ? [{ action, ids, nonces }] : [];
}

/** Return the actions that count, in the order of play. */
export function actionsInPlay(log: readonly LogEntry[]): Action[] {
  return placesInPlay(log).map(({ action }) => action);
}

/** Return the fields of an action without its place and its authorship. */
export function ownFields(entry: LogEntry | Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !LOG_FIELDS.has(name)));
}

const LOG_FIELDS = new Set([
  "id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy",
  "recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion", "isVoided",
  "voidReason", "voidedBy", "voidedAt", "voidAgreement", "agreement", "corrects", "correctedBy", "providerEventId",
  "after", "isPending", "problems",
]);

/** Return the document that an action would have at the end of an innings' log; for previews and tests. */
export function candidateEntry(
  log: readonly LogEntry[],
  inningsNumber: number,
  fields: Fields,
  reference: Fields = {},
): LogEntry {
  const sequenceNumber = lastSequence(log, inningsNumber) + 1;
  const id = `${inningsNumber}_${sequenceNumber}`;
  return { ...fields, ...reference, id, inningsNumber, sequenceNumber, isVoided: false };
}
