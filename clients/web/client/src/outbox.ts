// One scorer's actions on their way into an innings' log: stored, sent, confirmed or held. Knows no
// cricket, and nothing of what an app asks for.

import { newNonce, saidOf } from "./actions.js";
import type { Fields, Seen } from "./actions.js";
import { isOvertaken } from "./ask_first.js";
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
import { laidOver, Unconfirmed } from "./unconfirmed.js";

/** Where a queue is kept. */
export interface Kept {
  readonly storage: EntryStorage;
  readonly key: string;
  /** Where the queues of the innings before are, the first innings' first. */
  readonly earlierKeys?: readonly string[];
}

export class Outbox {
  readonly #options: LogOptions;
  readonly #log: InningsLog;
  readonly #kept: Kept;
  readonly #unconfirmed: Unconfirmed;
  /** The innings before. */
  readonly earlier: EarlierInnings;
  readonly #changed: () => void;
  /** Of this session's actions, by nonce: a promise of what becomes of each. */
  readonly #stored = new Map<string, Promise<void>>();
  /** The last actions that the server has agreed to, by id, as they were seen last. The SDK leaves
   * one out of the log for a moment sometimes; the next would be given its place. */
  readonly #agreed = new Map<string, Seen>();
  /** Of what is kept back, by nonce: settles its promise. */
  readonly #keptBack = new Map<string, (sent: Promise<void>) => void>();
  /** Undos and redos, by nonce, of which the server is asked whether another device has recorded. */
  readonly #asking = new Set<string>();
  /** Those of which it has said so. */
  readonly #passed = new Set<string>();
  /** An earlier session's actions that this one has seen in the SDK's queue, by nonce. */
  readonly #queued = new Set<string>();
  #waiters: (() => void)[] = [];
  #judging: Promise<unknown> = Promise.resolve();
  #wasKeptBack = false;
  #isClosed = false;

  /** `failed` is told what cannot be stored of what has happened already. */
  constructor(
    options: LogOptions, log: InningsLog, kept: Kept, changed: () => void,
    failed: (error: Error) => void = console.error,
  ) {
    const { storage, key, earlierKeys = [] } = kept;
    this.#options = options;
    this.#log = log;
    this.#kept = kept;
    this.#unconfirmed = new Unconfirmed(storage, key, failed);
    this.earlier = new EarlierInnings(options, log, storage, earlierKeys);
    this.#changed = () => {
      this.#wake();
      if (!this.#isClosed) Queues.of(storage).tell(key);
      changed();
    };
  }

  get waiting(): readonly Entry[] {
    return this.#unconfirmed.waiting;
  }

  get held(): readonly Held[] {
    return this.#unconfirmed.held;
  }

  /** The innings in its order, with what is on its way and without what was refused. */
  actions(): Seen[] {
    const held = new Set(this.held.map(({ nonce }) => nonce));
    const shown = [...this.#agreed, ...this.#log.seen];
    const known = new Map(shown.filter(([, action]) => !held.has(action.nonce)));
    laidOver(known, this.waiting, this.#options);
    return [...known.values()].sort((one, other) => one.sequenceNumber - other.sequenceNumber);
  }

  /** Start listening to the log; ends when it has been heard. */
  async listen(failed: (error: Error) => void): Promise<void> {
    const heard = (): void => {
      this.#judge();
      this.#forget();
      this.#changed();
    };
    Queues.of(this.#kept.storage).add(this.#kept.key, this);
    await this.#log.listen(heard, failed);
    if (this.#isClosed) return;
    this.earlier.listen(() => this.#heardOfEarlier());
    this.#heardOfEarlier();
  }

  /** Stop listening; what is on its way or held stays in the storage. */
  close(): void {
    this.#isClosed = true;
    this.earlier.close();
    Queues.of(this.#kept.storage).remove(this.#kept.key, this);
    this.#log.close();
    this.#wake();
  }

  /** Store and send an entry; of a held one's nonce, in its place. Raises before anything happens. */
  put(said: Entry, inPlaceOf?: string): void {
    this.#assertOpen();
    const batch = this.#log.batch(said); // unfit fields raise here, before anything is stored
    const entry = this.#sorted(said);
    if (inPlaceOf === undefined) this.#unconfirmed.add(entry);
    else this.#unconfirmed.replace(inPlaceOf, entry);
    if (entry.isKeptBack) this.#keepBack(entry);
    else this.#remember(entry, this.#commit(entry, batch));
    this.#advance();
    this.#changed();
  }

  discard(nonce: string): void {
    this.#change(() => this.#unconfirmed.discard(nonce));
  }

  /** Void an action or let it count again; the promise is the server's answer. */
  async setVoided(id: string, isVoided: boolean, reason: string): Promise<void> {
    this.#assertOpen();
    const entry = this.waiting.find((each) => each.id === id && !isVoiding(each));
    if (entry) {
      // Sent behind it, this would strike another device's action of that id if ours is refused.
      this.#change(() => this.#unconfirmed.mark(entry.nonce, isVoided ? reason : undefined));
      return this.#stored.get(entry.nonce);
    }
    const action = this.actions().find((each) => each.id === id);
    if (!action) throw new Error(`no action ${id} is in the log`);
    const { inningsNumber, sequenceNumber, nonce } = action;
    const place = { id, inningsNumber, sequenceNumber, follows: String(action["follows"] ?? "") };
    const voiding = { nonce, isVoided, reason, lastSeen: this.#lastSeen() };
    return this.#ask({ ...place, ...changing(saidOf(action), voiding) });
  }

  /** Send a held undo or redo again. */
  changeAgain(nonce: string): void {
    this.#assertOpen();
    const held = this.held.find((each) => each.nonce === nonce);
    if (!held?.voiding) throw new Error(`no undo with the nonce ${nonce} is held`);
    const { id, inningsNumber, sequenceNumber, follows, fields, voiding } = held;
    const place = { id, inningsNumber, sequenceNumber, follows };
    const again = { ...place, ...changing(fields, { ...voiding, lastSeen: this.#lastSeen() }) };
    this.#ask(again, nonce).catch(() => {}); // the held list tells
  }

  /** Ends when nothing is on its way and the server's last word has been heard; rejects when closed before. */
  async whenSettled(): Promise<void> {
    while (!this.#isSettled()) {
      this.#assertOpen();
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  #wake(): void {
    this.#waiters.splice(0).forEach((wake) => wake());
  }

  // Nobody looks after what would be refused; and another queue may be kept under the key by now.
  #assertOpen(): void {
    if (this.#isClosed) throw new Error("the scorer is closed");
  }

  #isSettled(): boolean {
    const shown = this.held.some(({ id, nonce }) => this.#log.seen.get(id)?.nonce === nonce);
    return this.#log.isCurrent && this.waiting.length === 0 && !shown;
  }

  #remember({ nonce }: Entry, stored: Promise<void>): void {
    stored.catch(() => {}); // the held list tells, and who asked for an undo is told
    this.#stored.set(nonce, stored);
  }

  // It makes room in the list for its undo, if there was one meanwhile.
  async #confirmed(entry: Entry): Promise<void> {
    if (this.#isClosed) return;
    const { id, nonce } = entry;
    const seen = this.#log.seen.get(id);
    const isVoided = seen?.nonce === nonce && seen.isVoided === true;
    this.#agree(entry, isVoided);
    const undone = [...this.waiting, ...this.held].find((each) => each.nonce === nonce)?.undone;
    if (undone === undefined || isVoided) return this.#change(() => this.#unconfirmed.confirm(nonce));
    const { inningsNumber, sequenceNumber, follows, fields } = entry;
    const place = { id, inningsNumber, sequenceNumber, follows };
    return this.#set({ ...place, ...changing(fields, { nonce, isVoided: true, reason: undone }) }, nonce);
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

  // Given to the SDK without reception it would go out whatever another device has recorded by then, and the
  // ball in its place would be refused: so the server is asked first, and what comes behind it waits.
  #ask(entry: VoidingEntry, inPlaceOf?: string): Promise<void> {
    if (!this.#log.isCurrent) return this.#set(this.#sorted(entry), inPlaceOf);
    this.#asking.add(entry.nonce);
    const stored = this.#set(this.#sorted(entry), inPlaceOf);
    const { nonce, voiding: { lastSeen = 0 } } = entry;
    const isOwn = (other: unknown): boolean => this.#stored.has(String(other));
    void isOvertaken(this.#log, lastSeen, isOwn, () => this.#isClosed).then((isPassed) => {
      this.#asking.delete(nonce);
      if (isPassed) this.#passed.add(nonce);
      this.#change(() => {});
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

  /** The entry, marked if it cannot be sent at once. */
  #sorted<Kind extends Entry>(entry: Kind): Kind {
    const isBehind = this.waiting.some(({ isKeptBack }) => isKeptBack);
    return isBehind || this.#turnOf(entry) !== "now" ? { ...entry, isKeptBack: true } : entry;
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

  /** Send what is kept back, in its order, as far as it may go by now; whether any of it moved. */
  #advance(): boolean {
    const isJudged = ({ isKeptBack, nonce }: Entry): boolean => isKeptBack === true && this.#keptBack.has(nonce);
    const keptBack = this.#isClosed ? [] : this.waiting.filter(isJudged);
    for (const [place, entry] of keptBack.entries()) {
      const turn = this.#turnOf(entry);
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

  // The SDK sends what it has been given, later and after a restart too: so it gets nothing that the
  // answer to something else may make untrue.
  #turnOf(entry: Entry): "now" | "later" | Refusal {
    if (isVoiding(entry)) {
      const isUnanswered = this.waiting.some((each) => !isVoiding(each) && !each.isKeptBack);
      if (!this.#log.isCurrent || isUnanswered || this.#asking.has(entry.nonce)) return "later";
      return this.#isPassed(entry) ? PASSED : "now";
    }
    const inheritance = inherited(entry, this.held);
    if (inheritance || entry.sequenceNumber > 1) return inheritance ?? "now";
    const standing = this.earlier.standing();
    if (standing === "clear") return "now";
    return standing === "waiting" ? "later" : afterBreak(standing.refused);
  }

  /** Whether another device has recorded since an undo or redo was made. */
  #isPassed({ inningsNumber, nonce, voiding }: VoidingEntry): boolean {
    if (this.#passed.has(nonce)) return true;
    if (voiding.lastSeen === undefined) return false;
    const next = this.#log.seen.get(`${inningsNumber}_${voiding.lastSeen + 1}`);
    return next !== undefined && !next.isPending && !this.#stored.has(next.nonce);
  }

  /** The sequence number of the last action that the log is known to have. */
  #lastSeen(): number {
    const known = [...this.#log.seen.values(), ...this.#agreed.values()];
    const heard = known.filter(({ isPending }) => !isPending);
    return Math.max(0, ...heard.map(({ sequenceNumber }) => sequenceNumber));
  }

  // What waits for the queue of the innings before may go; what is kept back there is shown here.
  #heardOfEarlier(): void {
    const { isKeptBack } = this.earlier;
    const isOther = this.#advance() || isKeptBack || this.#wasKeptBack;
    this.#wasKeptBack = isKeptBack;
    if (isOther) this.#changed();
  }

  #changedInLog({ id, nonce, voiding }: VoidingEntry): void {
    const agreed = this.#agreed.get(id);
    if (agreed?.nonce === voiding.nonce) this.#agreed.set(id, { ...agreed, isVoided: voiding.isVoided });
    this.#change(() => this.#unconfirmed.confirm(nonce));
  }

  #agree(entry: Entry, isVoided: boolean): void {
    const action = { ...documentOf(entry, this.#options), isVoided, isPending: false };
    this.#agreed.set(entry.id, action);
    this.#forget();
  }

  // A log has no gaps: what a later action stands behind will be in it again.
  #forget(): void {
    const heard = [...this.#log.seen.values()].filter(({ isPending }) => !isPending);
    const last = Math.max(0, ...heard.map(({ sequenceNumber }) => sequenceNumber));
    for (const [id, { sequenceNumber, nonce }] of this.#agreed) {
      const seen = this.#log.seen.get(id);
      if (sequenceNumber < last) this.#agreed.delete(id);
      // The server's answer may come before the SDK shows the action as stored.
      else if (seen) this.#agreed.set(id, { ...seen, isPending: seen.isPending && seen.nonce !== nonce });
    }
  }

  // One after the other, in the order of sending: why the first was refused tells of the others.
  async #refused(entry: Entry, error: unknown): Promise<void> {
    const judged = this.#judging.then(() => this.#hold(entry));
    this.#judging = judged.catch(() => {}); // what went wrong with one does not keep the others waiting
    const outcome = await judged;
    if (outcome !== "stored") throw new Refused(outcome, error);
    return isVoiding(entry) ? this.#changedInLog(entry) : this.#confirmed(entry);
  }

  async #hold(entry: Entry): Promise<Outcome> {
    const outcome = isVoiding(entry)
      ? await outcomeOfVoiding(entry, this.#log, this.#options)
      : await outcomeOf(entry, this.held, this.#log, this.#options);
    if (outcome !== "stored") this.#change(() => this.#unconfirmed.hold(entry.nonce, outcome));
    return outcome;
  }

  // A promise does not outlive the app, so the log itself tells what became of an earlier session's
  // actions; and of one that is held because the answer to its first sending was lost.
  #judge(): void {
    for (const entry of this.waiting.filter(({ nonce }) => !this.#stored.has(nonce))) {
      const action = this.#log.seen.get(entry.id);
      if (entry.isKeptBack && action?.nonce !== entry.nonce) void this.#keepBack(entry);
      else if (isVoiding(entry)) this.#resume(entry);
      else this.#find(entry, action?.nonce === entry.nonce ? action : undefined);
    }
    for (const entry of this.held) {
      const action = this.#log.seen.get(entry.id);
      if (action?.nonce === entry.nonce && !action.isPending) this.#remember(entry, this.#confirmed(entry));
    }
    this.#advance();
  }

  // The SDK shows what is in its queue as pending; what it showed and shows no more was refused.
  #find(entry: Entry, shown: Seen | undefined): void {
    const { nonce, isKeptBack } = entry;
    if (shown && isKeptBack) this.#unconfirmed.release(nonce); // it was sent, which could not be stored
    if (shown?.isPending) this.#queued.add(nonce);
    else if (shown) this.#remember(entry, this.#confirmed(entry));
    else if (!this.#log.isCurrent) return;
    else if (this.#queued.has(nonce)) this.#remember(entry, this.#refused(entry, undefined));
    else this.#unconfirmed.hold(nonce, lossOf(entry, this.held, this.#log));
  }

  // Where the SDK's queue has outlived the app, the log shows the undo as on its way: it is waited for.
  #resume(entry: VoidingEntry): void {
    if (!this.#log.isCurrent || this.#log.seen.get(entry.id)?.isPending) return;
    const fate = fateOf(entry, this.#log) ?? (this.#isPassed(entry) ? PASSED : null);
    if (fate === null) void this.#send(entry);
    else if (fate === "stored") this.#unconfirmed.confirm(entry.nonce);
    else this.#unconfirmed.hold(entry.nonce, fate);
  }

  #change(what: () => void): void {
    if (this.#isClosed) return;
    what();
    this.#advance();
    this.#changed();
  }
}

/** What an undo or redo has beside the place of its action. */
function changing(fields: Fields, voiding: Voiding): Pick<VoidingEntry, "nonce" | "timestamp" | "fields" | "voiding"> {
  return { nonce: newNonce(), timestamp: new Date().toISOString(), fields, voiding };
}
