// Firestore's listeners. This module imports the SDK: load it after the first paint.

import { initializeApp } from "firebase/app";
import {
  collection, connectFirestoreEmulator, doc, documentId, initializeFirestore, onSnapshot, orderBy, query, startAfter,
  Timestamp, where,
} from "firebase/firestore";
import type { DocumentSnapshot, Firestore, Query, QueryFieldFilterConstraint, QuerySnapshot } from "firebase/firestore";
import type { Json } from "../model/documents.ts";
import type { Cursor } from "../model/feed.ts";
import type { Config } from "./config.ts";
import { plainFields } from "./decode.ts";
import { keepListening } from "./keep_listening.ts";
import type { Link, Row, Stop } from "./source.ts";

export interface Listeners {
  document(path: string, show: (data: Json | null) => void, link: (state: Link) => void): Stop;
  newer(matchId: string, cursor: Cursor | null, show: (rows: Row[]) => void): Stop;
  tickers(from: Date, until: Date, show: (rows: Row[]) => void, link: (state: Link) => void): Stop;
  seasonTickers(seasonId: string, from: Date, until: Date, show: (rows: Row[]) => void, link: (state: Link) => void): Stop;
  seasonTeams(seasonId: string, show: (rows: Row[]) => void): Stop;
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
    seasonTickers: (seasonId, from, until, show, link) => listen(query(tickers(db, from, until), ofSeason(seasonId)), show, link),
    seasonTeams: (seasonId, show) => listen(query(collection(db, "team_season_stats"), ofSeason(seasonId)), show, () => undefined),
  };
}

function newer(db: Firestore, matchId: string, cursor: Cursor | null): Query {
  const from = cursor ? [startAfter(cursor.revision, cursor.id)] : [];
  return query(collection(db, `matches/${matchId}/events`), orderBy("revision"), orderBy(documentId()), ...from);
}

const ofSeason = (seasonId: string): QueryFieldFilterConstraint => where("seasonId", "==", seasonId);

function tickers(db: Firestore, from: Date, until: Date): Query {
  const [first, behind] = [from, until].map((each) => Timestamp.fromDate(each));
  return query(collection(db, "tickers"), where("scheduledAt", ">=", first), where("scheduledAt", "<", behind), orderBy("scheduledAt"));
}

function listenTo(db: Firestore, path: string, show: (data: Json | null) => void, link: (state: Link) => void): Stop {
  return keepListening(({ alive, failed }) => onSnapshot(doc(db, path), { includeMetadataChanges: true }, (snap: DocumentSnapshot) => {
    if (!snap.metadata.fromCache) alive();
    link(snap.metadata.fromCache ? "lost" : "connected");
    if (snap.exists() || !snap.metadata.fromCache) show(snap.exists() ? plainFields(snap.data()) : null);
  }, failed), () => link("lost"));
}

function listen(from: Query, show: (rows: Row[]) => void, link: (state: Link) => void): Stop {
  return keepListening(({ alive, failed }) => onSnapshot(from, { includeMetadataChanges: true }, (snap: QuerySnapshot) => {
    if (!snap.metadata.fromCache) alive();
    link(snap.metadata.fromCache ? "lost" : "connected");
    const rows = snap.docs.map((each) => ({ id: each.id, data: plainFields(each.data()) }));
    if (rows.length || !snap.metadata.fromCache) show(rows);
  }, failed), () => link("lost"));
}
