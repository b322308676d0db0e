// Reads a log of raw documents: what counts in it, in which order, and what one more would be.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Fields } from "./recorder.js";

export interface Action {
  /** Its place, which another device's action may get where this one is refused. */
  readonly id: string;
  /** Its name: no other action ever has it. */
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

/** The name of an action. One that is only tried has none yet: it is called by its place. */
export const nonceOf = (entry: LogEntry): string => String(entry["nonce"] ?? entry.id);

/** An action by its name; null if the log does not have it. */
export function named(log: readonly LogEntry[], nonce: string): Action | null {
  const entry = log.find((each) => nonceOf(each) === nonce);
  return entry ? actionOf(entry) : null;
}

const byPlace = (one: Action, other: Action): number =>
  one.inningsNumber - other.inningsNumber || one.sequenceNumber - other.sequenceNumber;

function inOrder(log: readonly LogEntry[]): Action[] {
  return log.map(actionOf).sort(byPlace);
}

/** The last place that an innings' log has, 0 for none. */
export function lastSequence(log: readonly LogEntry[], inningsNumber: number): number {
  const places = log.map(actionOf).filter((each) => each.inningsNumber === inningsNumber);
  return Math.max(0, ...places.map((each) => each.sequenceNumber));
}

/** The last action of a log, whether it counts or not; null in an empty one. */
export function lastOf(log: readonly LogEntry[]): Action | null {
  return log.map(actionOf).reduce<Action | null>((one, other) => (one && byPlace(one, other) > 0 ? one : other), null);
}

/** The newest action that counts, by the time it was recorded; null in an empty log. */
export function newest(log: readonly LogEntry[]): Action | null {
  return inOrder(log).findLast((each) => !each.isVoided) ?? null;
}

/** An action in its place, and the actions that brought it there: itself and what it corrects. */
export interface Placed {
  readonly action: Action;
  readonly ids: readonly string[];
  /** The names of the same. */
  readonly nonces: readonly string[];
}

/**
 * The actions that count, in the order of play: a correction stands in the place of what it
 * corrects, a forgotten ball behind the one that it came after.
 */
export function places(log: readonly LogEntry[]): Placed[] {
  const home = new Map<string, string>();
  const standing = new Map<string, Action[]>();
  const behind = new Map<string, string[]>();
  const tops: string[] = [];
  for (const action of inOrder(log)) {
    const target = action.corrects ?? action.after;
    const anchor = target === undefined ? undefined : (home.get(target) ?? target);
    if (anchor === undefined) tops.push(action.id);
    else if (!action.corrects) behind.set(anchor, [...(behind.get(anchor) ?? []), action.id]);
    const place = action.corrects && anchor !== undefined ? anchor : action.id;
    home.set(action.id, place);
    if (!action.isVoided) standing.set(place, [...(standing.get(place) ?? []), action]);
  }
  const walk = (id: string): Placed[] => [
    ...placed(standing.get(id) ?? []),
    ...(behind.get(id) ?? []).flatMap(walk),
  ];
  return tops.flatMap(walk);
}

function placed(actions: readonly Action[]): Placed[] {
  const action = actions.at(-1);
  const [ids, nonces] = [actions.map((each) => each.id), actions.map((each) => each.nonce)];
  return action ? [{ action, ids, nonces }] : [];
}

/** The actions that count, in the order of play. */
export function inPlay(log: readonly LogEntry[]): Action[] {
  return places(log).map(({ action }) => action);
}

/** The fields that one action of the log has of its own, without its place and its authorship. */
export function ownFields(entry: LogEntry | Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !OF_THE_LOG.has(name)));
}

const OF_THE_LOG = new Set([
  "id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy",
  "recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion", "isVoided",
  "voidReason", "voidedBy", "voidedAt", "voidAgreement", "agreement", "corrects", "correctedBy", "providerEventId",
  "after", "isPending", "problems",
]);

/** The document that an action would be at the end of an innings' log; for a dry run and for tests. */
export function candidate(
  log: readonly LogEntry[],
  inningsNumber: number,
  fields: Fields,
  reference: Fields = {},
): LogEntry {
  const sequenceNumber = lastSequence(log, inningsNumber) + 1;
  const id = `${inningsNumber}_${sequenceNumber}`;
  return { ...fields, ...reference, id, inningsNumber, sequenceNumber, isVoided: false };
}
