// One scorer's actions on their way into an innings' log: stored, sent, confirmed or held. Knows no
// cricket, and nothing of what an app asks for.

import { documentOf, newNonce, saidOf } from "./actions.js";
import { Refused } from "./errors.js";
import { fateOf, lossOf, outcomeOf, outcomeOfVoiding } from "./refusals.js";
import type { Outcome } from "./refusals.js";
import { InningsLog } from "./log.js";
import type { Fields } from "./actions.js";
import type { LogOptions, Seen } from "./log.js";
import { Unconfirmed } from "./unconfirmed.js";
import type { Entry, EntryStorage, Held, Voiding, VoidingEntry } from "./unconfirmed.js";

export class Outbox {
  readonly #options: LogOptions;
  readonly #log: InningsLog;
  readonly #unconfirmed: Unconfirmed;
  readonly #changed: () => void;
  /** Of this session's actions, by nonce: a promise of what becomes of each. */
  readonly #stored = new Map<string, Promise<void>>();
  /** The last actions that the server has agreed to, by id, as they were seen last. The SDK leaves
   * one out of the log for a moment sometimes; the next would be given its place. */
  readonly #agreed = new Map<string, Seen>();
  #waiters: (() => void)[] = [];
  #judging: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(
    options: LogOptions, log: InningsLog, kept: { storage: EntryStorage; key: string },
    changed: () => void,
  ) {
    this.#options = options;
    this.#log = log;
    this.#unconfirmed = new Unconfirmed(kept.storage, kept.key);
    this.#changed = () => {
      this.#waiters.splice(0).forEach((wake) => wake());
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
    for (const entry of this.waiting) {
      if (!isVoiding(entry)) {
        const isVoided = entry.undone !== undefined;
        known.set(entry.id, { ...documentOf(entry, this.#options), isVoided, isPending: true });
      } else if (known.get(entry.id)?.nonce === entry.voiding.nonce) {
        const { isVoided } = entry.voiding;
        known.set(entry.id, { ...known.get(entry.id)!, isVoided, isPending: true });
      }
    }
    return [...known.values()].sort((one, other) => one.sequenceNumber - other.sequenceNumber);
  }

  /** Start listening to the log; ends when it has been heard. */
  async listen(failed: (error: Error) => void): Promise<void> {
    const heard = (): void => {
      this.#judge();
      this.#forget();
      this.#changed();
    };
    await this.#log.listen(heard, failed);
  }

  /** Stop listening; what is on its way or held stays in the storage. */
  close(): void {
    this.#isClosed = true;
    this.#log.close();
  }

  /** Store and send an entry; of a held one's nonce, in its place. Raises before anything happens. */
  put(entry: Entry, inPlaceOf?: string): void {
    const batch = this.#log.batch(entry); // unfit fields raise here, before anything is stored
    if (inPlaceOf === undefined) this.#unconfirmed.add(entry);
    else this.#unconfirmed.replace(inPlaceOf, entry);
    const stored = batch.commit().then(
      () => this.#confirmed(entry),
      (error: unknown) => this.#refused(entry, error),
    );
    this.#remember(entry, stored);
    this.#changed();
  }

  discard(nonce: string): void {
    this.#change(() => this.#unconfirmed.discard(nonce));
  }

  /** Void an action or let it count again; the promise is the server's answer. */
  async setVoided(id: string, isVoided: boolean, reason: string): Promise<void> {
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
    return this.#set({ ...place, ...changing(saidOf(action), { nonce, isVoided, reason }) });
  }

  /** Send a held undo or redo again. */
  changeAgain(nonce: string): void {
    const held = this.held.find((each) => each.nonce === nonce);
    if (!held?.voiding) throw new Error(`no undo with the nonce ${nonce} is held`);
    const { id, inningsNumber, sequenceNumber, follows, fields, voiding } = held;
    const again = { id, inningsNumber, sequenceNumber, follows, ...changing(fields, voiding) };
    this.#set(again, nonce).catch(() => {}); // the held list tells
  }

  /** Ends when nothing is on its way and the server's last word has been heard. */
  async whenSettled(): Promise<void> {
    while (!this.#isSettled()) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
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
    const undone = this.waiting.find((each) => each.nonce === nonce)?.undone;
    if (undone === undefined || isVoided) return this.#change(() => this.#unconfirmed.confirm(nonce));
    const { inningsNumber, sequenceNumber, follows, fields } = entry;
    const place = { id, inningsNumber, sequenceNumber, follows };
    return this.#set({ ...place, ...changing(fields, { nonce, isVoided: true, reason: undone }) }, nonce);
  }

  /** Store an undo or redo, in the place of another entry, and send it. */
  #set(entry: VoidingEntry, inPlaceOf?: string): Promise<void> {
    this.#unconfirmed.change(entry, inPlaceOf);
    const stored = this.#send(entry);
    this.#changed();
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
    for (const [id, { sequenceNumber }] of this.#agreed) {
      const seen = this.#log.seen.get(id);
      if (sequenceNumber < last) this.#agreed.delete(id);
      else if (seen) this.#agreed.set(id, seen);
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
      if (isVoiding(entry)) {
        this.#resume(entry);
        continue;
      }
      const action = this.#log.seen.get(entry.id);
      const isOurs = action?.nonce === entry.nonce;
      if (isOurs && !action.isPending) this.#remember(entry, this.#confirmed(entry));
      else if (!isOurs && this.#log.isCurrent) {
        this.#unconfirmed.hold(entry.nonce, lossOf(entry, this.held, this.#log));
      }
    }
    for (const { id, nonce } of this.held) {
      const action = this.#log.seen.get(id);
      if (action?.nonce === nonce && !action.isPending) this.#unconfirmed.confirm(nonce);
    }
  }

  // Where the SDK's queue has outlived the app, the log shows the undo as on its way: it is waited for.
  #resume(entry: VoidingEntry): void {
    if (!this.#log.isCurrent || this.#log.seen.get(entry.id)?.isPending) return;
    const fate = fateOf(entry, this.#log);
    if (fate === null) void this.#send(entry);
    else if (fate === "stored") this.#unconfirmed.confirm(entry.nonce);
    else this.#unconfirmed.hold(entry.nonce, fate);
  }

  #change(what: () => void): void {
    if (!this.#isClosed) {
      what();
      this.#changed();
    }
  }
}

function isVoiding(entry: Entry): entry is VoidingEntry {
  return entry.voiding !== undefined;
}

/** What an undo or redo has beside the place of its action. */
function changing(fields: Fields, voiding: Voiding): Pick<VoidingEntry, "nonce" | "timestamp" | "fields" | "voiding"> {
  return { nonce: newNonce(), timestamp: new Date().toISOString(), fields, voiding };
}
