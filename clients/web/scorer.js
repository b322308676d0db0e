// Owns one scorer's work on one innings: append, undo, redo, correct, offline too; what the rules
// refused stays in a held list on this device. Knows no cricket: the functions fold the log.

import { documentOf, newNonce, placeAfter } from "./actions.js";
import { InningsLog } from "./log.js";
import { Unconfirmed } from "./unconfirmed.js";

export { delivery } from "./actions.js";

/**
 * The person whom roles are given to: the claim `personId` or else the account.
 *
 * @param {import("firebase/auth").User} user
 * @returns {Promise<string>}
 */
export async function personOf(user) {
  const { claims } = await user.getIdTokenResult();
  return typeof claims.personId === "string" ? claims.personId : user.uid;
}

/**
 * @typedef {object} Options
 * @property {import("firebase/firestore").Firestore} db
 * @property {string} matchId
 * @property {number} inningsNumber 1-based, super overs included
 * @property {string} personId see `personOf`
 * @property {"scorer_home" | "scorer_away" | "scorer_neutral" | "admin" | "umpire_on_field"} role
 *   an umpire keeps a `Scorebook` only
 * @property {import("./unconfirmed.js").Storage} storage such as `window.localStorage`
 * @property {(scorer: Scorer) => void} [onChange] anything that can be seen here has changed
 * @property {(error: Error) => void} [onError] the log can no longer be listened to
 */

export class Scorer {
  #options;
  #unconfirmed;
  #log;
  #stored = new Map(); // of this session's actions, by nonce: a promise of what becomes of each
  #waiters = [];
  #isClosed = false;

  /**
   * Start listening to the innings' log; resolves when it has been read, from the cache if offline.
   *
   * @template {typeof Scorer} Kind
   * @this {Kind}
   * @param {Options} options
   * @returns {Promise<InstanceType<Kind>>}
   */
  static async open(options) {
    const scorer = /** @type {InstanceType<Kind>} */ (new this(options));
    await scorer.#listen();
    return scorer;
  }

  /** The collection of the actions. @protected @param {Options} options */
  static pathOf({ matchId }) {
    return ["matches", matchId, "scoring_actions"];
  }

  /** Under which the unconfirmed actions are stored. @protected @param {Options} options */
  static keyOf({ matchId, inningsNumber, personId }) {
    return `scrbrd/${matchId}/${inningsNumber}/${personId}`;
  }

  /** Not for apps: see `open`. @param {Options} options */
  constructor(options) {
    const kind = /** @type {typeof Scorer} */ (new.target);
    this.#log = new InningsLog(options, kind.pathOf(options));
    this.#options = { onChange: () => {}, onError: console.error, ...options };
    this.#unconfirmed = new Unconfirmed(options.storage, kind.keyOf(options));
  }

  /** The innings' log in its order, with what is on its way and without what was refused. */
  get actions() {
    const held = new Set(this.#unconfirmed.held.map(({ nonce }) => nonce));
    const known = new Map([...this.#log.seen].filter(([, action]) => !held.has(action.nonce)));
    for (const entry of this.#unconfirmed.waiting) {
      const isVoided = entry.undone !== undefined;
      known.set(entry.id, { ...documentOf(entry, this.#options), isVoided, isPending: true });
    }
    return [...known.values()].sort((one, other) => one.sequenceNumber - other.sequenceNumber);
  }

  /** What is on its way, oldest first. */
  get waiting() {
    return structuredClone(this.#unconfirmed.waiting);
  }

  /** What was refused and is neither discarded nor recorded again, oldest first. */
  get held() {
    return structuredClone(this.#unconfirmed.held);
  }

  /**
   * Append an action behind the last one and return its id at once, offline too. A refusal shows in
   * `held`. Raises when the fields or the device's storage are unfit; then nothing has happened.
   *
   * @param {Record<string, unknown>} fields a `delivery` or another type's fields with its `type`
   */
  append(fields) {
    return this.#put(this.#entry(fields));
  }

  /** Append what another action should have been; it takes that one's place in the score. */
  correct(id, fields) {
    return this.#put(this.#entry(fields, { field: "corrects", ...this.#nameOf(id) }));
  }

  /** Append an action that was forgotten; it counts as if it had come right behind another one. */
  appendAfter(id, fields) {
    return this.#put(this.#entry(fields, { field: "after", ...this.#nameOf(id) }));
  }

  /**
   * Let an action count no longer. The promise ends when the server has agreed, and rejects when it
   * has refused: offline, do not wait for it.
   */
  undo(id, reason = "") {
    return this.#setVoided(id, true, reason);
  }

  /** Let an undone action count again; as `undo`. */
  redo(id, reason = "") {
    return this.#setVoided(id, false, reason);
  }

  /**
   * Append a held action again, behind what is the log's end by now, and return its new id. Waits
   * until the server has shown what the other device did. Its correction comes after it.
   *
   * @param {string} nonce of the held action
   * @param {Record<string, unknown>} [fields] if they are no longer what they were
   */
  async recordAgain(nonce, fields) {
    await this.#whenSettled();
    const held = this.#unconfirmed.held.find((each) => each.nonce === nonce);
    if (!held) {
      throw new Error(`no action with the nonce ${nonce} is held`);
    }
    const target = held.target && this.#targetAgain(held.target);
    const entry = this.#entry(fields ?? held.fields, target, held.timestamp);
    return this.#put({ ...entry, undone: held.undone }, nonce);
  }

  /** Drop a held action for good. */
  discard(nonce) {
    this.#change(() => this.#unconfirmed.discard(nonce));
  }

  /** Stop listening; what is on its way or held stays in the device's storage. */
  close() {
    this.#isClosed = true;
    this.#log.close();
  }

  #entry(fields, target, timestamp = new Date().toISOString()) {
    const place = placeAfter(this.#options.inningsNumber, this.actions.at(-1));
    return { ...place, nonce: newNonce(), timestamp, fields, ...(target && { target }) };
  }

  // An id may come to be another device's action; a nonce is always the same one's.
  #nameOf(id) {
    const action = this.actions.find((each) => each.id === id);
    if (!action) {
      throw new Error(`no action ${id} is in the log`);
    }
    return { id, nonce: action.nonce };
  }

  #targetAgain({ field, nonce }) {
    const action = this.actions.find((each) => each.nonce === nonce);
    if (!action) {
      throw new Error(`record again, or discard, the action that this one ${field} first`);
    }
    return { field, nonce, id: action.id };
  }

  #put(entry, inPlaceOf) {
    const batch = this.#log.batch(entry); // unfit fields raise here, before anything is stored
    if (inPlaceOf) {
      this.#unconfirmed.replace(inPlaceOf, entry);
    } else {
      this.#unconfirmed.add(entry);
    }
    const stored = batch.commit().then(
      () => this.#confirmed(entry),
      (error) => this.#refused(entry, error),
    );
    this.#remember(entry, stored);
    this.#changed();
    return entry.id;
  }

  #remember({ nonce }, stored) {
    stored.catch(() => {}); // the held list tells, and who asked for an undo is told
    this.#stored.set(nonce, stored);
  }

  #waitingFor(condition) {
    return this.#unconfirmed.waiting.find(condition);
  }

  async #setVoided(id, isVoided, reason) {
    const entry = this.#waitingFor((each) => each.id === id);
    if (!entry) {
      return this.#log.setVoided(id, isVoided, reason);
    }
    // Sent behind it, this would strike another device's action of that id if ours is refused.
    this.#change(() => this.#unconfirmed.mark(entry.nonce, isVoided ? reason : undefined));
    return this.#stored.get(entry.nonce);
  }

  // It leaves the list when the server has agreed to its undo too, if there was one meanwhile.
  async #confirmed({ nonce, id }) {
    const undone = () => this.#waitingFor(({ nonce: each }) => each === nonce)?.undone;
    let isVoided = undone() !== undefined && this.#log.seen.get(id)?.isVoided === true;
    try {
      while (!this.#isClosed && (undone() !== undefined) !== isVoided) {
        isVoided = !isVoided;
        await this.#log.setVoided(id, isVoided, undone() ?? "");
      }
    } finally {
      this.#change(() => this.#unconfirmed.confirm(nonce));
    }
  }

  #refused({ nonce }, error) {
    this.#change(() => this.#unconfirmed.hold(nonce, error.code));
    throw error;
  }

  async #listen() {
    const heard = () => {
      this.#judge();
      this.#changed();
    };
    await this.#log.listen(heard, this.#options.onError);
  }

  // A promise does not outlive the app, so the log itself tells what became of an earlier session's
  // actions; and of one that is held because the answer to its first sending was lost.
  #judge() {
    const { waiting, held } = this.#unconfirmed;
    for (const entry of waiting.filter(({ nonce }) => !this.#stored.has(nonce))) {
      const action = this.#log.seen.get(entry.id);
      const isOurs = action?.nonce === entry.nonce;
      if (isOurs && !action.isPending) {
        this.#remember(entry, this.#confirmed(entry));
      } else if (!isOurs && this.#log.isCurrent) {
        this.#unconfirmed.hold(entry.nonce, "lost");
      }
    }
    for (const { id, nonce } of held) {
      const action = this.#log.seen.get(id);
      if (action?.nonce === nonce && !action.isPending) {
        this.#unconfirmed.confirm(nonce);
      }
    }
  }

  // Nothing on its way, the server's last word heard, and no refused action left in our view of it.
  #isSettled() {
    const { waiting, held } = this.#unconfirmed;
    const shown = held.some(({ id, nonce }) => this.#log.seen.get(id)?.nonce === nonce);
    return this.#log.isCurrent && waiting.length === 0 && !shown;
  }

  async #whenSettled() {
    while (!this.#isSettled()) {
      await new Promise((resolve) => this.#waiters.push(resolve));
    }
  }

  #change(what) {
    if (!this.#isClosed) {
      what();
      this.#changed();
    }
  }

  #changed() {
    this.#waiters.splice(0).forEach((wake) => wake());
    this.#options.onChange(this);
  }
}
