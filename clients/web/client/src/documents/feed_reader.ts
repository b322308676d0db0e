// Reads the feed of a match for a spectator's app: what is newer than its cursor, and no more.

import { collection, documentId, onSnapshot, orderBy, query, startAfter } from "firebase/firestore";
import type { Firestore, Query, QuerySnapshot, Unsubscribe } from "firebase/firestore";
import type { FeedDocument, FeedEvent } from "./types.js";
import { overs } from "./overs.js";

/** The position up to which a reader has read. */
export interface Cursor {
  readonly revision: number;
  readonly id: string;
}

/** The feed as a reader has it: documents by the id of their action. Store both fields or neither. */
export interface Feed {
  readonly documents: Map<string, FeedDocument>;
  cursor: Cursor | null;
}

/** Return the query of the documents written after the cursor, in the order of writing. */
export function newer(db: Firestore, matchId: string, cursor: Cursor | null): Query {
  const events = collection(db, `matches/${matchId}/events`);
  const from = cursor ? [startAfter(cursor.revision, cursor.id)] : [];
  return query(events, orderBy("revision"), orderBy(documentId()), ...from);
}

/**
 * Add the documents of a snapshot. A result from the local cache may have gaps, so it does not move
 * the cursor.
 */
export function take(feed: Feed, snap: QuerySnapshot): void {
  for (const { type, doc } of snap.docChanges()) {
    if (type !== "removed") feed.documents.set(doc.id, doc.data() as FeedDocument);
  }
  const last = snap.docs.at(-1);
  if (last && !snap.metadata.fromCache) {
    feed.cursor = { revision: last.get("revision") as number, id: last.id };
  }
}

/** Read from the cursor on, and continue listening. */
export function listenToFeed(
  db: Firestore, matchId: string, feed: Feed, show: (lines: FeedDocument[]) => void,
): Unsubscribe {
  return onSnapshot(newer(db, matchId, feed.cursor), (snap) => {
    take(feed, snap);
    show(lines(feed));
  });
}

/** Return the lines that count, in the order of play. Keys are compared as plain texts, not by a locale. */
export function lines(feed: Feed): FeedDocument[] {
  return [...feed.documents.values()]
    .filter((each) => !each.isRetracted)
    .sort((one, other) => one.inningsNumber - other.inningsNumber || byKey(one, other));
}

function byKey(one: FeedDocument, other: FeedDocument): number {
  return one.orderKey < other.orderKey ? -1 : Number(one.orderKey > other.orderKey);
}

/** Return a headline for the events that deserve one. */
export function headline(event: FeedEvent): string | null {
  switch (event.type) {
    case "WICKET_FALLEN":
      return `${event.data.dismissedPlayerId} out for ${event.data.runs}, ${event.data.score}-${event.data.wicketNumber}`;
    case "MILESTONE_ACHIEVED":
      return "playerId" in event.data ? `${event.data.milestone}: ${event.data.playerId}` : null;
    case "INNINGS_COMPLETE":
      return `${event.data.runs}-${event.data.wickets} (${overs(event.data.overs)})`;
    case "MATCH_COMPLETE":
      return event.data.text;
    default:
      return null;
  }
}
