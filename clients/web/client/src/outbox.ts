// One scorer's entries on their way into an innings' log: stored, sent, confirmed or held. Knows no
// cricket, and nothing of the app's requests.

import { newNonce, contentOf } from "./actions.js";
import type { Fields, LogAction } from "./actions.js";
import { isOvertaken } from "./overtaken.js";
import { EarlierInnings } from "./earlier.js";
import { documentOf, isVoiding } from "./entry.js";
import type { Entry, EntryStorage, Held, Voiding, VoidingEntry } from "./entry.js";
import { Refused } from "./errors.js";
import type { Refusal } from "./errors.js";
import { InningsLog } from "./log.js";
import type { LogOptions } from "./log.js";
import { afterBreak, fateOf, inherited, lossOf, outcomeOf, outcomeOfVoiding, PASSED } from "./refusals.js";
import type { Outcome } from "./refusals.js";
import { Queues } from "./queues.js";
import { withWaiting, Unconfirmed } from "./unconfirmed.js";

/** Where a queue is stored. */
export interface QueueLocation {
  readonly storage: EntryStorage;
  readonly key: string;
  /** The keys of the queues of the innings before, in order of the innings. */
  readonly earlierKeys?: readonly string[];
}

export class Outbox {
  readonly #options: LogOptions;
  readonly #log: InningsLog;
  readonly #location: QueueLocation;
  readonly #unconfirmed: Unconfirmed;
  /** The innings before. */
  readonly earlier: EarlierInnings;
  readonly #changed: () => void;
  /** The results of this session's entries by nonce: each promise settles with the server's answer. */
  readonly #stored = new Map<string, Promise<void>>();
  /**
   * The last actions that the server has confirmed, by id, as they were last seen. The SDK
   * sometimes leaves one out of the log for a moment; without these, the next action would get its
   * place.
   */
  readonly #agreed = new Map<string, LogAction>();
  /** Functions that settle the promises of kept-back entries, by nonce. */
  readonly #keptBack = new Map<string, (sent: Promise<void>) => void>();
  /** Nonces of undos and redos for which the server is being asked whether another device has recorded. */
  readonly #asking = new Set<string>();
  /** Nonces of undos and redos for which it answered that another device has. */
  readonly #passed = new Set<string>();
  /** Nonces of an earlier session's actions that this session has seen in the SDK's queue. */
  readonly #queued = new Set<string>();
  #waiters: (() => void)[] = [];
  #judging: Promise<unknown> = Promise.resolve();
  #wasKeptBack = false;
  #isClosed = false;

  /** `failed` is called with the error if a change that has already happened cannot be stored. */
  constructor(
    options: LogOptions, log: InningsLog, location: QueueLocation, changed: () => void,
    failed: (error: Error) => void = console.error,
  ) {
    const { storage, key, earlierKeys = [] } = location;
    this.#options = options;
    this.#log = log;
    this.#location = location;
    this.#unconfirmed = new Unconfirmed(storage, key, failed);
    this.earlier = new EarlierInnings(options, log, storage, earlierKeys);
    this.#changed = () => {
      this.#wake();
      if (!this.#isClosed) Queues.of(storage).notify(key);
      changed();
    };
  }

  get waiting(): readonly Entry[] {
    return this.#unconfirmed.waiting;
  }

  get held(): readonly Held[] {
    return this.#unconfirmed.held;
  }

  /** Return the actions of the innings in order, with the waiting entries and without the refused ones. */
  actions(): LogAction[] {
    const held = new Set(this.held.map(({ nonce }) => nonce));
    const shown = [...this.#agreed, ...this.#log.seen];
    const known = new Map(shown.filter(([, action]) => !held.has(action.nonce)));
    withWaiting(known, this.waiting, this.#options);
    return [...known.values()].sort((one, other) => one.sequenceNumber - other.sequenceNumber);
  }

  /** Start listening to the log; resolves when it has been read. */
  async listen(failed: (error: Error) => void): Promise<void> {
    const received = (): void => {
      this.#settleEarlierEntries();
      this.#dropShownAgreed();
      this.#changed();
    };
    Queues.of(this.#location.storage).add(this.#location.key, this);
    await this.#log.listen(received, failed);
    if (this.#isClosed) return;
    this.earlier.listen(() => this.#earlierChanged());
    this.#earlierChanged();
  }

  /** Stop listening; waiting and held entries stay in the storage. */
  close(): void {
    this.#isClosed = true;
    this.earlier.close();
    Queues.of(this.#location.storage).remove(this.#location.key, this);
    this.#log.close();
    this.#wake();
  }

  /**
   * Store and send an entry; `inPlaceOf` is the nonce of a held entry that it replaces. Throws
   * before anything has changed.
   */
  put(given: Entry, inPlaceOf?: string): void {
    this.#assertOpen();
    const batch = this.#log.batch(given); // invalid fields throw here, before anything is stored
    const entry = this.#markedForSending(given);
    if (inPlaceOf === undefined) this.#unconfirmed.add(entry);
    else this.#unconfirmed.replace(inPlaceOf, entry);
    if (entry.isKeptBack) this.#keepBack(entry);
    else this.#remember(entry, this.#commit(entry, batch));
    this.#advance();
    this.#changed();
  }

  discard(nonce: string): void {
    this.#apply(() => this.#unconfirmed.discard(nonce));
  }

  /** Void an action or let it count again; resolves with the server's answer. */
  async setVoided(id: string, isVoided: boolean, reason: string): Promise<void> {
    this.#assertOpen();
    const entry = this.waiting.find((each) => each.id === id && !isVoiding(each));
    if (entry) {
      // If our action is refused, an undo sent after it would void another device's action of that id.
      this.#apply(() => this.#unconfirmed.setUndone(entry.nonce, isVoided ? reason : undefined));
      return this.#answerTo(entry.nonce);
    }
    const action = this.actions().find((each) => each.id === id);
    if (!action) throw new Error(`no action ${id} is in the log`);
    const place = { ...action, follows: String(action["follows"] ?? "") };
    const voiding = { nonce: action.nonce, isVoided, reason, lastSeen: this.#lastSeen() };
    return this.#askThenSet(voidingEntry(place, contentOf(action), voiding));
  }

  /** Send a held undo or redo again. */
  changeAgain(nonce: string): void {
    this.#assertOpen();
    const held = this.held.find((each) => each.nonce === nonce);
    if (!held?.voiding) throw new Error(`no undo with the nonce ${nonce} is held`);
    const again = voidingEntry(held, held.fields, { ...held.voiding, lastSeen: this.#lastSeen() });
    this.#askThenSet(again, nonce).catch(() => {}); // a refusal shows in `held`
  }

  /**
   * Resolves when nothing is waiting and the log is up to date with the server; rejects if closed
   * before.
   */
  whenSettled(): Promise<void> {
    const isShown = ({ id, nonce }: Held): boolean => this.#log.seen.get(id)?.nonce === nonce;
    return this.#waitUntil(() => this.#log.isCurrent && this.waiting.length === 0 && !this.held.some(isShown));
  }

  // What became of an earlier session's entry is only known once the log has shown it.
  async #answerTo(nonce: string): Promise<void> {
    const isOwn = (each: Entry): boolean => each.nonce === nonce;
    await this.#waitUntil(() => this.#stored.has(nonce) || !this.waiting.some(isOwn));
    const lost = this.held.find(isOwn);
    if (lost) throw new Refused(lost, undefined);
    return this.#stored.get(nonce);
  }

  async #waitUntil(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      this.#assertOpen();
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  #wake(): void {
    this.#waiters.splice(0).forEach((wake) => wake());
  }

  // After closing, a refusal would not be handled, and another queue may be stored under the key.
  #assertOpen(): void {
    if (this.#isClosed) throw new Error("the scorer is closed");
  }

  #remember({ nonce }: Entry, stored: Promise<void>): void {
    stored.catch(() => {}); // a refusal shows in `held`, and rejects the promise of an undo
    this.#stored.set(nonce, stored);
  }

  // If the entry was undone meanwhile, it is replaced by its undo.
  async #confirmed(entry: Entry): Promise<void> {
    if (this.#isClosed) return;
    const { id, nonce } = entry;
    const seen = this.#log.seen.get(id);
    const isVoided = seen?.nonce === nonce && seen.isVoided === true;
    this.#agree(entry, isVoided);
    this.#unconfirmed.advance(entry);
    const undone = [...this.waiting, ...this.held].find((each) => each.nonce === nonce)?.undone;
    if (undone === undefined || isVoided) return this.#apply(() => this.#unconfirmed.confirm(nonce));
    const voiding = { nonce, isVoided: true, reason: undone };
    return this.#set(voidingEntry(entry, entry.fields, voiding), nonce);
  }

  #commit(entry: Entry, batch = this.#log.batch(entry)): Promise<void> {
    return batch.commit().then(
      () => this.#confirmed(entry),
      (error: unknown) => this.#refused(entry, error),
    );
  }

  /** Store an undo or redo, in the place of another entry, and send it. */
  #set(entry: VoidingEntry, inPlaceOf?: string): Promise<void> {
    const before = this.waiting;
    this.#unconfirmed.change(entry, inPlaceOf);
    const stored = entry.isKeptBack ? this.#keepBack(entry) : this.#send(entry);
    const stays = new Set(this.waiting.map(({ nonce }) => nonce));
    before.filter(({ nonce }) => !stays.has(nonce)).forEach((each) => this.#settle(each, stored));
    this.#advance();
    this.#changed();
    return stored;
  }

  // Given to the SDK while offline, an undo would be sent later, even if another device has recorded by
  // then; the ball in its place would be refused. So the server is asked first, and later entries wait.
  #askThenSet(entry: VoidingEntry, inPlaceOf?: string): Promise<void> {
    if (!this.#log.isCurrent) return this.#set(this.#markedForSending(entry), inPlaceOf);
    this.#asking.add(entry.nonce);
    const stored = this.#set(this.#markedForSending(entry), inPlaceOf);
    const { nonce, voiding: { lastSeen = 0 } } = entry;
    const isOwn = (other: unknown): boolean => this.#stored.has(String(other));
    void isOvertaken(this.#log, lastSeen, isOwn, () => this.#isClosed).then((isPassed) => {
      this.#asking.delete(nonce);
      if (isPassed) this.#passed.add(nonce);
      this.#apply(() => {});
    });
    return stored;
  }

  #send(entry: VoidingEntry): Promise<void> {
    const { isVoided, reason } = entry.voiding;
    const stored = this.#log.setVoided(entry.id, isVoided, reason).then(
      () => this.#changedInLog(entry),
      (error: unknown) => this.#refused(entry, error),
    );
    this.#remember(entry, stored);
    return stored;
  }

  /** Return the entry, marked as kept back if it cannot be sent at once. */
  #markedForSending<Kind extends Entry>(entry: Kind): Kind {
    const isBehind = this.waiting.some(({ isKeptBack }) => isKeptBack);
    return isBehind || this.#readiness(entry) !== "now" ? { ...entry, isKeptBack: true } : entry;
  }

  #keepBack(entry: Entry): Promise<void> {
    const sent = new Promise<void>((settle) => this.#keptBack.set(entry.nonce, settle));
    this.#remember(entry, sent);
    return sent;
  }

  #settle({ nonce }: Entry, sent: Promise<void>): void {
    this.#keptBack.get(nonce)?.(sent);
    this.#keptBack.delete(nonce);
  }

  /** Send the kept-back entries, in order, as far as they may go by now; return whether any has moved. */
  #advance(): boolean {
    const isJudged = ({ isKeptBack, nonce }: Entry): boolean => isKeptBack === true && this.#keptBack.has(nonce);
    const keptBack = this.#isClosed ? [] : this.waiting.filter(isJudged);
    for (const [place, entry] of keptBack.entries()) {
      const turn = this.#readiness(entry);
      if (turn === "later") return place > 0;
      if (turn === "now") this.#release(entry);
      else {
        this.#unconfirmed.hold(entry.nonce, turn);
        this.#settle(entry, Promise.reject(new Refused(turn, undefined)));
      }
    }
    return keptBack.length > 0;
  }

  #release({ isKeptBack, ...entry }: Entry): void {
    this.#unconfirmed.release(entry.nonce);
    this.#settle(entry, isVoiding(entry) ? this.#send(entry) : this.#commit(entry));
  }

  // The SDK sends every write that it was given, even much later or after a restart. So it is given no
  // write that the answer to another one may invalidate.
  #readiness(entry: Entry): "now" | "later" | Refusal {
    if (isVoiding(entry)) {
      const isUnanswered = this.waiting.some((each) => !isVoiding(each) && !each.isKeptBack);
      if (!this.#log.isCurrent || isUnanswered || this.#asking.has(entry.nonce)) return "later";
      return this.#isPassed(entry) ? PASSED : "now";
    }
    const inheritance = inherited(entry, this.held);
    if (inheritance || entry.sequenceNumber > 1) return inheritance ?? "now";
    const standing = this.earlier.queueState();
    if (standing === "clear") return "now";
    return standing === "waiting" ? "later" : afterBreak(standing.refused);
  }

  /** Return whether another device has recorded since an undo or redo was made. */
  #isPassed({ inningsNumber, nonce, voiding }: VoidingEntry): boolean {
    if (this.#passed.has(nonce)) return true;
    if (voiding.lastSeen === undefined) return false;
    const next = this.#log.seen.get(`${inningsNumber}_${voiding.lastSeen + 1}`);
    return next !== undefined && !next.isPending && !this.#stored.has(next.nonce);
  }

  /** Return the sequence number of the last action that the log is known to contain. */
  #lastSeen(): number {
    // An action of the log is pending, too, while an undo or a correction of it is unanswered.
    const own = new Set(this.waiting.map(({ nonce }) => nonce));
    const known = [...this.#log.seen.values(), ...this.#agreed.values()].filter(({ nonce }) => !own.has(nonce));
    return Math.max(0, ...known.map(({ sequenceNumber }) => sequenceNumber));
  }

  // Entries that waited for the queue of the innings before may be sent; its kept-back ones are shown.
  #earlierChanged(): void {
    const { isKeptBack } = this.earlier;
    const isOther = this.#advance() || isKeptBack || this.#wasKeptBack;
    this.#wasKeptBack = isKeptBack;
    if (isOther) this.#changed();
  }

  #changedInLog({ id, nonce, voiding }: VoidingEntry): void {
    const agreed = this.#agreed.get(id);
    if (agreed?.nonce === voiding.nonce) this.#agreed.set(id, { ...agreed, isVoided: voiding.isVoided });
    this.#apply(() => this.#unconfirmed.confirm(nonce));
  }

  #agree(entry: Entry, isVoided: boolean): void {
    const action = { ...documentOf(entry, this.#options), isVoided, isPending: false };
    this.#agreed.set(entry.id, action);
    this.#dropShownAgreed();
  }

  // A log has no gaps: an action before a later one will be shown again.
  #dropShownAgreed(): void {
    const confirmed = [...this.#log.seen.values()].filter(({ isPending }) => !isPending);
    const last = Math.max(0, ...confirmed.map(({ sequenceNumber }) => sequenceNumber));
    for (const [id, { sequenceNumber, nonce }] of this.#agreed) {
      const seen = this.#log.seen.get(id);
      if (sequenceNumber < last) this.#agreed.delete(id);
      // The server's answer may come before the SDK shows the action as stored.
      else if (seen) this.#agreed.set(id, { ...seen, isPending: seen.isPending && seen.nonce !== nonce });
    }
  }

  // Refusals are examined one by one, in the order of sending: later ones may follow from the first.
  async #refused(entry: Entry, error: unknown): Promise<void> {
    const judged = this.#judging.then(() => this.#hold(entry));
    this.#judging = judged.catch(() => {}); // an error with one entry does not block the others
    const outcome = await judged;
    if (outcome !== "stored") throw new Refused(outcome, error);
    return isVoiding(entry) ? this.#changedInLog(entry) : this.#confirmed(entry);
  }

  async #hold(entry: Entry): Promise<Outcome> {
    const outcome = isVoiding(entry)
      ? await outcomeOfVoiding(entry, this.#log, this.#options)
      : await outcomeOf(entry, this.held, this.#log, this.#options);
    if (outcome !== "stored") this.#apply(() => this.#unconfirmed.hold(entry.nonce, outcome));
    return outcome;
  }

  // An earlier session's promises are gone, so the log shows what became of its entries; also of a
  // held one whose first answer was lost.
  #settleEarlierEntries(): void {
    for (const entry of this.waiting.filter(({ nonce }) => !this.#stored.has(nonce))) {
      const action = this.#log.seen.get(entry.id);
      if (entry.isKeptBack && action?.nonce !== entry.nonce) void this.#keepBack(entry);
      else if (isVoiding(entry)) this.#resume(entry);
      else this.#settleByLog(entry, action?.nonce === entry.nonce ? action : undefined);
    }
    for (const entry of this.held) {
      const action = this.#log.seen.get(entry.id);
      if (action?.nonce === entry.nonce && !action.isPending) this.#remember(entry, this.#confirmed(entry));
    }
    this.#advance();
  }

  // The SDK shows its queue as pending; an action that it showed and no longer shows was refused.
  #settleByLog(entry: Entry, shown: LogAction | undefined): void {
    const { nonce, isKeptBack } = entry;
    if (shown && isKeptBack) this.#unconfirmed.release(nonce); // it was sent, but the storage failed
    if (shown?.isPending) this.#queued.add(nonce);
    else if (shown) this.#remember(entry, this.#confirmed(entry));
    else if (!this.#log.isCurrent) return;
    else if (this.#queued.has(nonce)) this.#remember(entry, this.#refused(entry, undefined));
    else this.#unconfirmed.hold(nonce, lossOf(entry, this.held, this.#log));
  }

  // If the SDK's queue outlived the app, the log shows the undo as pending, and its answer is awaited.
  #resume(entry: VoidingEntry): void {
    if (!this.#log.isCurrent || this.#log.seen.get(entry.id)?.isPending) return;
    const fate = fateOf(entry, this.#log) ?? (this.#isPassed(entry) ? PASSED : null);
    if (fate === null) void this.#send(entry);
    else if (fate === "stored") this.#unconfirmed.confirm(entry.nonce);
    else this.#unconfirmed.hold(entry.nonce, fate);
  }

  #apply(change: () => void): void {
    if (this.#isClosed) return;
    change();
    this.#advance();
    this.#changed();
  }
}

type PlaceInLog = Pick<Entry, "id" | "inningsNumber" | "sequenceNumber" | "follows">;

/** Return an undo or redo of the action at a place. */
function voidingEntry(
  { id, inningsNumber, sequenceNumber, follows }: PlaceInLog, fields: Fields, voiding: Voiding,
): VoidingEntry {
  const timestamp = new Date().toISOString();
  return { id, inningsNumber, sequenceNumber, follows, nonce: newNonce(), timestamp, fields, voiding };
}
