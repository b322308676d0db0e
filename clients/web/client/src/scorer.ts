// One scorer's work on one innings: append, undo, redo, correct, offline too; what the rules refused
// stays in a held list on this device.

import type { User } from "firebase/auth";
import { newNonce, placeAfter } from "./actions.js";
import type { Fields, Recordable, Seen } from "./actions.js";
import { checkAction, checkReason } from "./check.js";
import { dryRun } from "./dry_run.js";
import type { DryRun, Edit } from "./dry_run.js";
import type { Entry, EntryStorage, Held, Target } from "./entry.js";
import { AgainstTheLaws, InvalidAction } from "./errors.js";
import { Boards, judge } from "./fold/index.js";
import type { Board, Verdict } from "./fold/index.js";
import { HealthStore, withProblems } from "./health.js";
import { ownLocks, takeLock } from "./lock.js";
import type { Locks } from "./lock.js";
import { InningsLog } from "./log.js";
import type { LogOptions } from "./log.js";
import { MatchStore } from "./match.js";
import { Outbox } from "./outbox.js";
import type { Keeping } from "./permission.js";
import { rebased } from "./rebase.js";
import type {
  AgainOptions, AppendOptions, Connection, EndOptions, ScorerView, ShownAction,
} from "./scorer_types.js";
import { Source } from "./store.js";

/** What a scorer is opened with. */
export interface ScorerOptions extends LogOptions {
  /** An umpire keeps a `Scorebook` only. */
  readonly role: "scorer_home" | "scorer_away" | "scorer_neutral" | "admin" | "umpire_on_field";
  /** Such as `window.localStorage`. */
  readonly storage: EntryStorage;
  /** Anything that can be seen here has changed. */
  readonly onChange?: (scorer: Scorer) => void;
  /** Something can no longer be listened to. */
  readonly onError?: (error: Error) => void;
  /** The match's documents, where the app listens to them already; else the scorer does. */
  readonly match?: MatchStore;
  /** Instead of the browser's own; null: other tabs are not kept out. */
  readonly locks?: Locks | null;
}

/** Return the person whom roles are given to: the claim `personId` or else the account. */
export async function personOf(user: User): Promise<string> {
  const { claims } = await user.getIdTokenResult();
  return typeof claims.personId === "string" ? claims.personId : user.uid;
}

export class Scorer extends Source<ScorerView> {
  readonly #options: ScorerOptions;
  readonly #log: InningsLog;
  readonly #outbox: Outbox;
  readonly #match: MatchStore;
  readonly #health: HealthStore;
  readonly #boards = new Boards();
  /** What is being recorded again, by the held action's nonce. */
  readonly #again = new Map<string, Promise<string>>();
  #release = async (): Promise<void> => {};

  /**
   * Start listening to the innings' log and the match; resolves when both have been read, from the
   * cache if offline. Raises AlreadyOpen where another tab scores it.
   */
  static async open<Kind extends Scorer>(
    this: { new (options: ScorerOptions): Kind; keyOf(options: ScorerOptions): string },
    options: ScorerOptions,
  ): Promise<Kind> {
    const locks = options.locks === undefined ? ownLocks() : options.locks;
    const release = await takeLock(locks, this.keyOf(options));
    let scorer: Kind | undefined;
    try {
      scorer = new this(options);
      scorer.#release = release;
      await scorer.#outbox.listen(options.onError ?? console.error);
      await scorer.#match.whenKnown();
    } catch (error) {
      await (scorer ? scorer.close() : release());
      throw error;
    }
    return scorer;
  }

  /** The collection of the actions. */
  protected static pathOf({ matchId }: LogOptions): readonly string[] {
    return ["matches", matchId, "scoring_actions"];
  }

  /** Under which the unconfirmed actions are stored. */
  static keyOf({ matchId, inningsNumber, personId }: LogOptions): string {
    return `scrbrd/${matchId}/${inningsNumber}/${personId}`;
  }

  /** Not for apps: see `open`. */
  constructor(options: ScorerOptions) {
    super();
    const kind = new.target;
    const onError = options.onError ?? console.error;
    const changed = (): void => this.changed();
    this.#options = options;
    this.#log = new InningsLog(options, kind.pathOf(options), kind.keeping);
    const before = Array.from({ length: options.inningsNumber - 1 }, (_, place) => place + 1);
    const earlierKeys = before.map((inningsNumber) => kind.keyOf({ ...options, inningsNumber }));
    const kept = { storage: options.storage, key: kind.keyOf(options), earlierKeys };
    this.#outbox = new Outbox(options, this.#log, kept, changed, onError);
    this.#match = options.match ?? new MatchStore(options.db, options.matchId, onError);
    this.#health = new HealthStore(options.db, options.matchId, onError);
    this.#match.subscribe(changed);
    this.#health.subscribe(changed);
    this.subscribe(() => options.onChange?.(this));
  }

  protected static readonly keeping: Keeping = "log";

  /** The innings' log in its order, with what is on its way and without what was refused. */
  get actions(): readonly ShownAction[] {
    return this.getSnapshot().actions;
  }

  /** What is on its way, oldest first. */
  get waiting(): readonly Entry[] {
    return this.#outbox.waiting;
  }

  /** What was refused and is neither discarded nor recorded again, oldest first. */
  get held(): readonly Held[] {
    return this.#outbox.held;
  }

  get connection(): Connection {
    return this.getSnapshot().connection;
  }

  get board(): Board | null {
    return this.getSnapshot().board;
  }

  /**
   * Append an action behind the last one and return its id at once, offline too. A refusal shows in
   * `held`. Raises InvalidAction, which names the field, or what the device's storage raises; then
   * nothing has happened. `fields` are a `delivery`'s, or another type's with its `type`.
   */
  append(fields: Recordable, options: EndOptions = {}): string {
    const entry = this.#entry(this.#checked(fields, options));
    if (options.isByTheLaws) this.#refuseByTheLaws(fields, this.board);
    return this.#put(entry);
  }

  /**
   * Return what the Laws have against an action at the end of the log; nothing is sent. Raises where
   * the match is not known.
   */
  judge(fields: Recordable): readonly Verdict[] {
    return this.#judge(fields, this.getSnapshot().board);
  }

  /** Append what another action should have been; it takes that one's place in the score. */
  correct(id: string, fields: Recordable, options: AppendOptions = {}): string {
    const target = { field: "corrects", ...this.#nameOf(id) } as const;
    return this.#put(this.#entry(this.#checked(fields, options), target));
  }

  /** Append an action that was forgotten; it counts as if it had come right behind another one. */
  appendAfter(id: string, fields: Recordable, options: AppendOptions = {}): string {
    const target = { field: "after", ...this.#nameOf(id) } as const;
    return this.#put(this.#entry(this.#checked(fields, options), target));
  }

  /** Return what an edit would change, without making it. Raises where the match is not known. */
  dryRun(edit: Edit): DryRun {
    const { setup } = this.#match.getSnapshot();
    if (!setup) throw this.#unknownMatch();
    return dryRun(setup, this.#wholeLog(), this.#options.inningsNumber, edit);
  }

  /**
   * Let an action count no longer. The promise ends when the server has agreed, and rejects with
   * Refused when it has refused, which is in `held` then: offline, do not wait for it. `reason` has 500
   * units of UTF-16 at most; else it rejects with InvalidAction, and nothing has happened.
   */
  undo(id: string, reason = ""): Promise<void> {
    return this.#setVoided(id, true, reason);
  }

  /** Undo the last action that counts; as `undo`. Rejects where there is none. */
  async undoLast(reason = ""): Promise<void> {
    const last = this.actions.filter(({ isVoided }) => !isVoided).at(-1);
    if (!last) throw new Error("there is nothing to undo in this innings");
    return this.undo(last.id, reason);
  }

  /** Let an undone action count again; as `undo`. */
  redo(id: string, reason = ""): Promise<void> {
    return this.#setVoided(id, false, reason);
  }

  async #setVoided(id: string, isVoided: boolean, reason: string): Promise<void> {
    checkReason(reason);
    return this.#outbox.setVoided(id, isVoided, reason);
  }

  /**
   * Append a held action again, behind what is the log's end by now, and return its new id. Waits
   * until the server has shown what the other device did; over, ball and strike are then what the
   * fold makes them, unless `fields` say otherwise. Its correction comes after it. A held undo or redo
   * is sent again, and its action's id returned. `nonce` is the held action's. Asked again while it
   * waits, it is recorded once, as was asked first. Rejects where it is not held, or no more; with
   * AgainstTheLaws where the Laws refuse it by now, unless `isByTheLaws` is false; and where it is to
   * begin an innings while something of the one before is held. Then it stays held.
   */
  recordAgain(nonce: string, fields?: Recordable, options: AgainOptions = {}): Promise<string> {
    const asked = this.#again.get(nonce);
    if (asked) return asked;
    const doing = this.#recordAgain(nonce, fields, options).finally(() => this.#again.delete(nonce));
    this.#again.set(nonce, doing);
    return doing;
  }

  async #recordAgain(
    nonce: string, fields: Recordable | undefined,
    { isRebased = fields === undefined, isByTheLaws = true }: AgainOptions,
  ): Promise<string> {
    await this.#outbox.whenSettled();
    const held = this.held.find((each) => each.nonce === nonce);
    if (!held) {
      throw new Error(`no action with the nonce ${nonce} is held`);
    }
    if (held.voiding) {
      this.#outbox.changeAgain(held.nonce);
      return held.id;
    }
    const target = held.target && this.#targetAgain(held.target);
    // A book may begin in the middle of an innings: its fold does not know the places.
    const board = target || this.#log.keeping === "book" ? null : this.#boardNow();
    const now = isRebased && board ? rebased(held.fields, board, held.inningsNumber) : held.fields;
    const entry = this.#entry(this.#checked(fields ?? now, {}), target, held.timestamp);
    this.#refuseBehindBreak(entry);
    if (isByTheLaws && board) this.#refuseByTheLaws(entry.fields as Recordable, board, nonce);
    return this.#put({ ...entry, undone: held.undone }, nonce);
  }

  /**
   * Append everything that is held again, in its order, and return the new ids. Stops at the first
   * that is refused again; what is behind that stays held. What is held no more by then is left out.
   * Rejects as `recordAgain`; what was recorded before that is recorded.
   */
  async recordAllAgain(): Promise<readonly string[]> {
    const nonces = this.held.map(({ nonce }) => nonce);
    const ids: string[] = [];
    for (const nonce of nonces) {
      await this.#outbox.whenSettled();
      if (this.held.some((each) => !nonces.includes(each.nonce))) break;
      if (this.held.some((each) => each.nonce === nonce)) ids.push(await this.recordAgain(nonce));
    }
    return ids;
  }

  /** Drop a held action for good. */
  discard(nonce: string): void {
    this.#outbox.discard(nonce);
  }

  /** Stop listening; what is on its way or held stays in the device's storage. */
  async close(): Promise<void> {
    this.#outbox.close();
    this.#health.close();
    if (!this.#options.match) this.#match.close();
    await this.#release();
  }

  protected override snapshot(): ScorerView {
    const actions = withProblems(this.#outbox.actions(), this.#health.getSnapshot());
    let made: Board | null | undefined;
    const boardNow = (): Board | null => this.#boardNow(actions);
    return {
      actions,
      waiting: structuredClone(this.waiting),
      held: structuredClone(this.held),
      connection: this.#log.isCurrent ? "online" : "offline",
      get board() {
        return made === undefined ? (made = boardNow()) : made;
      },
    };
  }

  #judge(fields: Recordable, now: Board | null): readonly Verdict[] {
    if (!now) throw this.#unknownMatch();
    const { id, inningsNumber, sequenceNumber } = this.#entry(fields);
    return judge({ ...fields, id, inningsNumber, sequenceNumber }, now.state);
  }

  #refuseByTheLaws(fields: Recordable, now: Board | null, nonce?: string): void {
    const verdicts = this.#judge(fields, now);
    if (verdicts.some(({ outcome }) => outcome === "refused")) throw new AgainstTheLaws(verdicts, nonce);
  }

  #refuseBehindBreak({ inningsNumber, sequenceNumber }: Entry): void {
    if (sequenceNumber > 1 || typeof this.#outbox.earlier.standing() === "string") return;
    throw new Error(`record again, or discard, what is held of innings ${inningsNumber - 1} first`);
  }

  #unknownMatch(): Error {
    return new Error(`the document of match ${this.#options.matchId} is not known`);
  }

  #wholeLog(own: readonly Seen[] = this.#outbox.actions()): readonly Seen[] {
    return [...this.#outbox.earlier.actions(), ...own];
  }

  /** The board of this very moment: what the innings before wait for may not have been told yet. */
  #boardNow(own?: readonly Seen[]): Board | null {
    const { setup } = this.#match.getSnapshot();
    return setup ? this.#boards.of(this.#wholeLog(own), setup) : null;
  }

  /** The fields without the innings, which is the scorer's own; checked. */
  #checked({ inningsNumber, ...fields }: Fields, { isUnchecked = false }: AppendOptions): Fields {
    if (inningsNumber !== undefined && inningsNumber !== this.#options.inningsNumber) {
      throw new InvalidAction("inningsNumber", `must be ${this.#options.inningsNumber}, the scorer's`);
    }
    if (!isUnchecked) checkAction(fields, this.#log.keeping === "book");
    return fields;
  }

  #entry(fields: Fields, target?: Target, timestamp = new Date().toISOString()): Entry {
    const place = placeAfter(this.#options.inningsNumber, this.#outbox.actions().at(-1));
    return { ...place, nonce: newNonce(), timestamp, fields, ...(target && { target }) };
  }

  // An id may come to be another device's action; a nonce is always the same one's.
  #nameOf(id: string): { id: string; nonce: string } {
    const action = this.actions.find((each) => each.id === id);
    if (!action) {
      throw new Error(`no action ${id} is in the log`);
    }
    return { id, nonce: action.nonce };
  }

  #targetAgain({ field, nonce }: Target): Target {
    const action = this.actions.find((each) => each.nonce === nonce);
    if (!action) {
      throw new Error(`record again, or discard, the action that this one ${field} first`);
    }
    return { field, nonce, id: action.id };
  }

  #put(entry: Entry, inPlaceOf?: string): string {
    this.#outbox.put(entry, inPlaceOf);
    return entry.id;
  }
}
