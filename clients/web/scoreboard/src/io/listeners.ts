// Firestore's listeners. This module brings the SDK with it: load it after the first paint.

import { initializeApp } from "firebase/app";
import {
  collection, connectFirestoreEmulator, doc, documentId, initializeFirestore, onSnapshot, orderBy, query, startAfter,
  Timestamp, where,
} from "firebase/firestore";
import type { DocumentSnapshot, Firestore, Query, QuerySnapshot } from "firebase/firestore";
import type { Json } from "../model/documents.ts";
import type { Cursor } from "../model/feed.ts";
import type { Config } from "./config.ts";
import type { Link, Row, Stop } from "./source.ts";

export interface Listeners {
  document(path: string, show: (data: Json | null) => void, link: (state: Link) => void): Stop;
  newer(matchId: string, cursor: Cursor | null, show: (rows: Row[]) => void): Stop;
  tickers(from: Date, until: Date, show: (rows: Row[]) => void, link: (state: Link) => void): Stop;
}

export function openListeners(config: Config): Listeners {
  const db = initializeFirestore(initializeApp({ ...config.firebase }), {});
  if (config.emulators) {
    const [host = "", port] = config.emulators.firestore.split(":");
    connectFirestoreEmulator(db, host, Number(port));
  }
  return {
    document: (path, show, link) => listenTo(db, path, show, link),
    newer: (matchId, cursor, show) => listen(newer(db, matchId, cursor), show, () => undefined),
    tickers: (from, until, show, link) => listen(tickers(db, from, until), show, link),
  };
}

function newer(db: Firestore, matchId: string, cursor: Cursor | null): Query {
  const from = cursor ? [startAfter(cursor.revision, cursor.id)] : [];
  return query(collection(db, `matches/${matchId}/events`), orderBy("revision"), orderBy(documentId()), ...from);
}

function tickers(db: Firestore, from: Date, until: Date): Query {
  const [first, behind] = [from, until].map((each) => Timestamp.fromDate(each));
  return query(collection(db, "tickers"), where("scheduledAt", ">=", first), where("scheduledAt", "<", behind), orderBy("scheduledAt"));
}

function listenTo(db: Firestore, path: string, show: (data: Json | null) => void, link: (state: Link) => void): Stop {
  return onSnapshot(doc(db, path), { includeMetadataChanges: true }, (snap: DocumentSnapshot) => {
    link(snap.metadata.fromCache ? "lost" : "connected");
    if (snap.exists() || !snap.metadata.fromCache) show(snap.exists() ? plain(snap.data()) : null);
  }, () => link("lost"));
}

function listen(from: Query, show: (rows: Row[]) => void, link: (state: Link) => void): Stop {
  return onSnapshot(from, { includeMetadataChanges: true }, (snap: QuerySnapshot) => {
    link(snap.metadata.fromCache ? "lost" : "connected");
    const rows = snap.docs.map((each) => ({ id: each.id, data: plain(each.data()) }));
    if (rows.length || !snap.metadata.fromCache) show(rows);
  }, () => link("lost"));
}

/** A document with its times as ISO texts, as REST and the gateway give them. */
function plain(data: Record<string, unknown>): Json {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate().toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  return value !== null && typeof value === "object" ? plain(value as Record<string, unknown>) : value;
}
