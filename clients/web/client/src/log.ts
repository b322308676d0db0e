// Reads and writes Firestore for one innings of a match's log, or of a scorer's book, which is a
// log of the same documents.

import {
  collection, doc, getDocFromServer, getDocs, onSnapshot, query, serverTimestamp, updateDoc, where,
  waitForPendingWrites, writeBatch,
} from "firebase/firestore";
import type {
  CollectionReference, DocumentData, Firestore, Query, QueryDocumentSnapshot, QuerySnapshot,
  WriteBatch,
} from "firebase/firestore";
import type { Recorder, LogAction } from "./actions.js";
import { documentOf } from "./entry.js";
import type { Entry } from "./entry.js";
import type { Keeping } from "./permission.js";

export interface LogOptions extends Recorder {
  readonly db: Firestore;
  readonly inningsNumber: number;
}

/** The documents of a query, kept up to date by its changes. */
class LiveQuery {
  readonly seen = new Map<string, LogAction>();
  isCurrent = false;
  #stop = (): void => {};

  /** Start listening; resolves when the result is the server's, or the cache's if offline, or when closed. */
  async listen(source: Query, received: () => void, failed: (error: Error) => void): Promise<void> {
    const first = new Promise<void>((resolve, reject) => {
      const next = (snap: QuerySnapshot): void => {
        this.#apply(snap);
        received();
        resolve();
      };
      const error = (reason: Error): void => {
        this.isCurrent = false;
        reject(reason);
        failed(reason);
        received();
      };
      const stop = onSnapshot(source, { includeMetadataChanges: true }, next, error);
      this.#stop = () => {
        stop();
        resolve();
      };
    });
    // A listener's first results may lack documents which the server has not sent yet.
    await Promise.all([first, getDocs(source)]);
  }

  #apply(snap: QuerySnapshot): void {
    for (const { type, doc: each } of snap.docChanges({ includeMetadataChanges: true })) {
      if (type === "removed") this.seen.delete(each.id);
      else this.seen.set(each.id, read(each));
    }
    this.isCurrent = !snap.metadata.fromCache;
  }

  close(): void {
    this.#stop();
  }
}

function read(each: QueryDocumentSnapshot): LogAction {
  const isPending = each.metadata.hasPendingWrites;
  return { ...each.data({ serverTimestamps: "estimate" }), isPending } as LogAction;
}

export class InningsLog {
  readonly #options: LogOptions;
  readonly #actions: CollectionReference;
  readonly #own = new LiveQuery();
  readonly #earlier = new LiveQuery();

  /** `path` is the path of the collection: that of the match's log, or of a book. */
  constructor(options: LogOptions, path: readonly string[], readonly keeping: Keeping) {
    this.#options = options;
    this.#actions = collection(options.db, path.join("/"));
  }

  /** The innings' actions by id, as the SDK shows them, including unsent writes. */
  get seen(): ReadonlyMap<string, LogAction> {
    return this.#own.seen;
  }

  /** The actions of the innings before, in no order. */
  get earlier(): Iterable<LogAction> {
    return this.#earlier.seen.values();
  }

  /** Whether the innings is up to date with the server; false while offline. */
  get isCurrent(): boolean {
    return this.#own.isCurrent;
  }

  /** Whether the innings before are up to date with the server. */
  get isEarlierCurrent(): boolean {
    return this.#earlier.isCurrent;
  }

  /** Start listening; resolves when the whole log has been read, from the cache if offline. */
  async listen(received: () => void, failed: (error: Error) => void): Promise<void> {
    const { inningsNumber } = this.#options;
    const own = query(this.#actions, where("inningsNumber", "==", inningsNumber));
    const listening = [this.#own.listen(own, received, failed)];
    if (inningsNumber > 1) {
      const before = query(this.#actions, where("inningsNumber", "<", inningsNumber));
      listening.push(this.#earlier.listen(before, received, failed));
    }
    await Promise.all(listening);
  }

  /** Stop listening. */
  close(): void {
    this.#own.close();
    this.#earlier.close();
  }

  /**
   * Read the document under an id from the server; undefined if there is none. Rejects without a
   * network.
   */
  async onServer(id: string): Promise<DocumentData | undefined> {
    // The SDK merges our own unanswered writes into the server's answer, even the stamp of a
    // correction on a refused action. So those writes are awaited first.
    for (;;) {
      const snap = await getDocFromServer(doc(this.#actions, id));
      if (!snap.metadata.hasPendingWrites) return snap.data();
      await waitForPendingWrites(this.#options.db);
    }
  }

  /**
   * Read the server's action right after a sequence number; undefined if there is none. Rejects
   * without a network.
   */
  async actionAfter(sequenceNumber: number): Promise<DocumentData | undefined> {
    return this.onServer(`${this.#options.inningsNumber}_${sequenceNumber + 1}`);
  }

  /**
   * Return the batch that appends an entry, with the stamp on the action that it corrects. It is
   * not committed yet.
   */
  batch(entry: Entry): WriteBatch {
    const batch = writeBatch(this.#options.db);
    const updatedAt = serverTimestamp();
    const action = documentOf(entry, this.#options);
    batch.set(doc(this.#actions, entry.id), { ...action, createdAt: serverTimestamp(), updatedAt });
    if (entry.target?.field === "corrects") {
      batch.update(doc(this.#actions, entry.target.id), { correctedBy: entry.id, updatedAt });
    }
    return batch;
  }

  /** Void an action or let it count again; resolves with the server's answer. */
  setVoided(id: string, isVoided: boolean, reason: string): Promise<void> {
    return updateDoc(doc(this.#actions, id), {
      isVoided,
      voidReason: reason,
      voidedBy: this.#options.personId,
      voidedAt: serverTimestamp(),
      updatedAt: serverTimestamp(),
    });
  }
}
