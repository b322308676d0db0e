// Owns the actions that the log is not known to hold: those on their way (`waiting`) and those that
// were refused (`held`). All are stored before anything is sent, so closing the app loses none.
// Knows no Firestore.

/**
 * An action as its device keeps it.
 *
 * @typedef {object} Entry
 * @property {string} nonce
 * @property {string} id where it was put; refused, it has no place in the log
 * @property {number} inningsNumber
 * @property {number} sequenceNumber
 * @property {string} follows
 * @property {string} timestamp the scorer's clock, ISO 8601
 * @property {Record<string, unknown>} fields what the scorer said
 * @property {{field: "corrects" | "after", id: string, nonce: string}} [target] another action
 * @property {string} [undone] the scorer undid it before it was stored; the reason he gave
 * @property {string} [reason] why it is held: the error code, or "lost" if the app was closed
 */

/**
 * Where the entries are kept; `window.localStorage` is one.
 *
 * @typedef {object} Storage
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 */

export class Unconfirmed {
  #storage;
  #key;

  /** @param {Storage} storage @param {string} key */
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
    const { waiting, held } = JSON.parse(storage.getItem(key) ?? '{"waiting": [], "held": []}');
    /** @type {Entry[]} */
    this.waiting = waiting;
    /** @type {Entry[]} */
    this.held = held;
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#store([...this.waiting, entry], this.held);
  }

  /** The log has it. @param {string} nonce */
  confirm(nonce) {
    this.#store(without(this.waiting, nonce), without(this.held, nonce));
  }

  /** The log refused it. @param {string} nonce @param {string} reason */
  hold(nonce, reason) {
    const entry = this.waiting.find((each) => each.nonce === nonce);
    if (entry) {
      this.#store(without(this.waiting, nonce), [...this.held, { ...entry, reason }]);
    }
  }

  /**
   * A held one is put back on its way as another action; what was about it is about that one.
   *
   * @param {string} nonce @param {Entry} entry
   */
  replace(nonce, entry) {
    const followed = (each) =>
      each.target?.nonce === nonce
        ? { ...each, target: { ...each.target, nonce: entry.nonce } }
        : each;
    this.#store([...this.waiting, entry], without(this.held, nonce).map(followed));
  }

  /**
   * Remember a reason to undo it once it is stored, or that there is none.
   *
   * @param {string} nonce @param {string} [undone]
   */
  mark(nonce, undone) {
    const marked = (entry) => (entry.nonce === nonce ? { ...entry, undone } : entry);
    this.#store(this.waiting.map(marked), this.held);
  }

  /** @param {string} nonce */
  discard(nonce) {
    this.#store(this.waiting, without(this.held, nonce));
  }

  // What cannot be stored does not happen: the error reaches the caller before anything is sent.
  #store(waiting, held) {
    this.#storage.setItem(this.#key, JSON.stringify({ waiting, held }));
    this.waiting = waiting;
    this.held = held;
  }
}

function without(entries, nonce) {
  return entries.filter((entry) => entry.nonce !== nonce);
}
