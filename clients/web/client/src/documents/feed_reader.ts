// How a spectator's app reads the feed of a match: what is newer than its cursor, and no more.

import { collection, documentId, onSnapshot, orderBy, query, startAfter } from "firebase/firestore";
import type { Firestore, Query, QuerySnapshot, Unsubscribe } from "firebase/firestore";
import type { FeedDocument, FeedEvent } from "./types.js";
import { overs } from "./overs.js";

/** Where a reader has come to; null: nowhere yet. */
export interface Cursor {
  readonly revision: number;
  readonly id: string;
}

/** The feed as a reader has it: documents by the id of their action. Keep both or neither. */
export interface Feed {
  readonly documents: Map<string, FeedDocument>;
  cursor: Cursor | null;
}

/** The documents that were written after those that a reader has, in the order of their writing. */
export function newer(db: Firestore, matchId: string, cursor: Cursor | null): Query {
  const events = collection(db, `matches/${matchId}/events`);
  const from = cursor ? [startAfter(cursor.revision, cursor.id)] : [];
  return query(events, orderBy("revision"), orderBy(documentId()), ...from);
}

/** Put what came by its id. What a local cache answers may have gaps: it moves no cursor. */
export function take(feed: Feed, snap: QuerySnapshot): void {
  for (const { type, doc } of snap.docChanges()) {
    if (type !== "removed") feed.documents.set(doc.id, doc.data() as FeedDocument);
  }
  const last = snap.docs.at(-1);
  if (last && !snap.metadata.fromCache) {
    feed.cursor = { revision: last.get("revision") as number, id: last.id };
  }
}

/** Read on from the cursor, and go on listening. */
export function listenToFeed(
  db: Firestore, matchId: string, feed: Feed, show: (lines: FeedDocument[]) => void,
): Unsubscribe {
  return onSnapshot(newer(db, matchId, feed.cursor), (snap) => {
    take(feed, snap);
    show(lines(feed));
  });
}

/** What stands, in the order of play. The keys are compared as plain texts, not by a locale. */
export function lines(feed: Feed): FeedDocument[] {
  return [...feed.documents.values()]
    .filter((each) => !each.isRetracted)
    .sort((one, other) => one.inningsNumber - other.inningsNumber || byKey(one, other));
}

function byKey(one: FeedDocument, other: FeedDocument): number {
  return one.orderKey < other.orderKey ? -1 : Number(one.orderKey > other.orderKey);
}

/** A headline for those events that deserve one. */
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
