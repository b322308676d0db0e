// Owns what is said to Firestore and heard from it: one innings of a match's log, or of a scorer's
// book, which is a log of the same documents.

import {
  collection, doc, onSnapshot, query, serverTimestamp, updateDoc, where, writeBatch,
} from "firebase/firestore";
import { documentOf } from "./actions.js";

/**
 * An action as the log shows it, whatever its type.
 *
 * @typedef {Pick<import("../typescript/scrbrd.d.ts").Delivery,
 *   "id" | "inningsNumber" | "sequenceNumber" | "isVoided">
 *   & {nonce: string, isPending: boolean}} Seen
 */

export class InningsLog {
  /**
   * The log as the SDK shows it, writes on their way included, by id.
   *
   * @type {Map<string, Seen>}
   */
  seen = new Map();
  /** The server has told all it has; not so while offline. */
  isCurrent = false;
  #options;
  #actions;
  #stop = () => {};

  /** @param {import("./scorer.js").Options} options @param {string[]} path of the collection */
  constructor(options, path) {
    this.#options = options;
    this.#actions = collection(options.db, path.join("/"));
  }

  /** Listen from now on; ends when the log was heard for the first time. */
  listen(heard, failed) {
    const log = query(this.#actions, where("inningsNumber", "==", this.#options.inningsNumber));
    return new Promise((/** @type {(value?: void) => void} */ resolve, reject) => {
      const next = (snap) => {
        this.#take(snap);
        heard();
        resolve();
      };
      const error = (reason) => {
        reject(reason);
        failed(reason);
      };
      this.#stop = onSnapshot(log, { includeMetadataChanges: true }, next, error);
    });
  }

  #take(snap) {
    const read = (each) => ({
      ...each.data({ serverTimestamps: "estimate" }),
      isPending: each.metadata.hasPendingWrites,
    });
    this.seen = new Map(snap.docs.map((each) => [each.id, read(each)]));
    this.isCurrent = !snap.metadata.fromCache;
  }

  /** Stop listening. */
  close() {
    this.#stop();
  }

  /** What appends an entry, the stamp on what it corrects included; not yet on its way. */
  batch(entry) {
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
  setVoided(id, isVoided, reason) {
    return updateDoc(doc(this.#actions, id), {
      isVoided,
      voidReason: reason,
      voidedBy: this.#options.personId,
      voidedAt: serverTimestamp(),
      updatedAt: serverTimestamp(),
    });
  }
}
