// What is said to Firestore and heard from it: one innings of a match's log, or of a scorer's book,
// which is a log of the same documents.

import {
  collection, doc, getDocFromServer, onSnapshot, query, serverTimestamp, updateDoc, where,
  waitForPendingWrites, writeBatch,
} from "firebase/firestore";
import type {
  CollectionReference, DocumentData, Firestore, Query, QueryDocumentSnapshot, QuerySnapshot,
  WriteBatch,
} from "firebase/firestore";
import type { Recorder, Seen } from "./actions.js";
import { documentOf } from "./entry.js";
import type { Entry } from "./entry.js";
import type { Keeping } from "./permission.js";

export interface LogOptions extends Recorder {
  readonly db: Firestore;
  readonly inningsNumber: number;
}

/** What a query answers, kept up to date by its changes alone. */
class Heard {
  readonly seen = new Map<string, Seen>();
  isCurrent = false;
  #stop = (): void => {};

  /** Listen from now on; ends when the answer was heard for the first time. */
  listen(asked: Query, heard: () => void, failed: (error: Error) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = (snap: QuerySnapshot): void => {
        this.#take(snap);
        heard();
        resolve();
      };
      const error = (reason: Error): void => {
        this.isCurrent = false;
        reject(reason);
        failed(reason);
        heard();
      };
      this.#stop = onSnapshot(asked, { includeMetadataChanges: true }, next, error);
    });
  }

  #take(snap: QuerySnapshot): void {
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

function read(each: QueryDocumentSnapshot): Seen {
  const isPending = each.metadata.hasPendingWrites;
  return { ...each.data({ serverTimestamps: "estimate" }), isPending } as Seen;
}

export class InningsLog {
  readonly #options: LogOptions;
  readonly #actions: CollectionReference;
  readonly #own = new Heard();
  readonly #earlier = new Heard();

  /** `path` is the collection's: of the match's log, or of a book. */
  constructor(options: LogOptions, path: readonly string[], readonly keeping: Keeping) {
    this.#options = options;
    this.#actions = collection(options.db, path.join("/"));
  }

  /** The innings as the SDK shows it, writes on their way included, by id. */
  get seen(): ReadonlyMap<string, Seen> {
    return this.#own.seen;
  }

  /** The innings before, in no order. */
  get earlier(): Iterable<Seen> {
    return this.#earlier.seen.values();
  }

  /** The server has told all it has; not so while offline. */
  get isCurrent(): boolean {
    return this.#own.isCurrent;
  }

  /** The same of the innings before. */
  get isEarlierCurrent(): boolean {
    return this.#earlier.isCurrent;
  }

  /** Listen from now on; ends when the log was heard for the first time. */
  async listen(heard: () => void, failed: (error: Error) => void): Promise<void> {
    const { inningsNumber } = this.#options;
    const own = query(this.#actions, where("inningsNumber", "==", inningsNumber));
    const listening = [this.#own.listen(own, heard, failed)];
    if (inningsNumber > 1) {
      const before = query(this.#actions, where("inningsNumber", "<", inningsNumber));
      listening.push(this.#earlier.listen(before, heard, failed));
    }
    await Promise.all(listening);
  }

  /** Stop listening. */
  close(): void {
    this.#own.close();
    this.#earlier.close();
  }

  /** What the server itself has under an id; undefined: nothing. Rejects without a network. */
  async onServer(id: string): Promise<DocumentData | undefined> {
    // The SDK lays our own unanswered writes over what the server says, even those of a refused
    // action that a correction behind it wants to stamp: they are waited for.
    for (;;) {
      const snap = await getDocFromServer(doc(this.#actions, id));
      if (!snap.metadata.hasPendingWrites) return snap.data();
      await waitForPendingWrites(this.#options.db);
    }
  }

  /** The server's own action right behind a sequence number; undefined: none. Rejects without a network. */
  async behind(sequenceNumber: number): Promise<DocumentData | undefined> {
    return this.onServer(`${this.#options.inningsNumber}_${sequenceNumber + 1}`);
  }

  /** What appends an entry, the stamp on what it corrects included; not yet on its way. */
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

  /** Void an action or let it count again; the promise is the server's answer. */
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
