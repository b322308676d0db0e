// One scorer's work on one innings: append, undo, redo and correct actions, also offline. Actions
// that the rules refused stay in a held list on this device.

import type { User } from "firebase/auth";
import { newNonce, placeAfter } from "./actions.js";
import type { Fields, Recordable, LogAction } from "./actions.js";
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
import { lastOf } from "./unconfirmed.js";

/** The options with which a scorer is opened. */
export interface ScorerOptions extends LogOptions {
  /** An umpire may keep a `Scorebook` only. */
  readonly role: "scorer_home" | "scorer_away" | "scorer_neutral" | "admin" | "umpire_on_field";
  /** Such as `window.localStorage`. */
  readonly storage: EntryStorage;
  /** Called after each change of anything that the scorer shows. */
  readonly onChange?: (scorer: Scorer) => void;
  /** Called when a document can no longer be listened to. */
  readonly onError?: (error: Error) => void;
  /** The match's documents, if the app listens to them already; by default the scorer does. */
  readonly match?: MatchStore;
  /** By default the browser's own; with null, other tabs are not kept out. */
  readonly locks?: Locks | null;
}

/** Return the person who holds the account's roles: the claim `personId`, or else the account's id. */
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
  /** The recordings in progress of held actions, by the held action's nonce. */
  readonly #again = new Map<string, Promise<string>>();
  #release = async (): Promise<void> => {};

  /**
   * Start listening to the innings' log and the match; resolves when both have been read, from the
   * cache if offline. Rejects with AlreadyOpen if another tab scores the innings.
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

  /** The path of the collection of actions. */
  protected static pathOf({ matchId }: LogOptions): readonly string[] {
    return ["matches", matchId, "scoring_actions"];
  }

  /** The key under which the unconfirmed actions are stored. */
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

  /** The actions of the innings in order, with the waiting ones and without the refused ones. */
  get actions(): readonly ShownAction[] {
    return this.getSnapshot().actions;
  }

  /** The entries on their way to the server, oldest first. */
  get waiting(): readonly Entry[] {
    return this.#outbox.waiting;
  }

  /** The refused entries that are neither discarded nor recorded again, oldest first. */
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
   * Append an action after the last one and return its id at once, also offline. A refusal shows in
   * `held`. Throws InvalidAction, which names the field, or what the device's storage throws; then
   * nothing has changed. `fields` are those of a `delivery`, or of another type with its `type`.
   */
  append(fields: Recordable, options: EndOptions = {}): string {
    const entry = this.#entry(this.#checked(fields, options));
    if (options.isByTheLaws) this.#assertLawful(fields, this.board);
    return this.#put(entry);
  }

  /**
   * Return the objections of the Laws to an action at the end of the log; nothing is sent. Throws
   * if the match is not known.
   */
  judge(fields: Recordable): readonly Verdict[] {
    return this.#judge(fields, this.getSnapshot().board);
  }

  /** Append the action that another one should have been; it takes that one's place in the score. */
  correct(id: string, fields: Recordable, options: AppendOptions = {}): string {
    const target = { field: "corrects", ...this.#referenceTo(id) } as const;
    return this.#put(this.#entry(this.#checked(fields, options), target));
  }

  /** Append a forgotten action; it counts as if it had been recorded right after another one. */
  appendAfter(id: string, fields: Recordable, options: AppendOptions = {}): string {
    const target = { field: "after", ...this.#referenceTo(id) } as const;
    return this.#put(this.#entry(this.#checked(fields, options), target));
  }

  /** Return what an edit would change, without making it. Throws if the match is not known. */
  dryRun(edit: Edit): DryRun {
    const { setup } = this.#match.getSnapshot();
    if (!setup) throw this.#unknownMatch();
    return dryRun(setup, this.#wholeLog(), this.#options.inningsNumber, edit);
  }

  /**
   * Undo an action, so that it no longer counts. Resolves when the server has agreed; rejects with
   * Refused, and the undo is in `held`, when it has refused: do not await it while offline.
   * `reason` has at most 500 UTF-16 units; otherwise rejects with InvalidAction, and nothing has
   * changed.
   */
  undo(id: string, reason = ""): Promise<void> {
    return this.#setVoided(id, true, reason);
  }

  /** Undo the last action that counts; as `undo`. Rejects if there is none. */
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
   * Append a held action again, at the current end of the log, and return its new id. Waits until
   * the log is up to date with the server. Over, ball and strike are then taken from the fold,
   * unless `fields` are given; a correction comes after the action that it corrects. A held undo or
   * redo is sent again, and its action's id is returned. `nonce` is that of the held action. A
   * second call while the first one waits returns the first one's result. Rejects if the action is
   * not held (any more); with AgainstTheLaws if the Laws refuse it by now, unless `isByTheLaws` is
   * false; and if it would begin an innings while an action of the innings before is held. Then it
   * stays held.
   */
  recordAgain(nonce: string, fields?: Recordable, options: AgainOptions = {}): Promise<string> {
    const running = this.#again.get(nonce);
    if (running) return running;
    const recording = this.#recordAgain(nonce, fields, options).finally(() => this.#again.delete(nonce));
    this.#again.set(nonce, recording);
    return recording;
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
    // A book may begin in the middle of an innings; its fold then cannot give the places.
    const board = target || this.#log.keeping === "book" ? null : this.#boardNow();
    const now = isRebased && board ? rebased(held.fields, board, held.inningsNumber) : held.fields;
    const entry = this.#entry(this.#checked(fields ?? now, {}), target, held.timestamp);
    this.#assertInningsMayBegin(entry);
    if (isByTheLaws && board) this.#assertLawful(entry.fields as Recordable, board, nonce);
    return this.#put({ ...entry, undone: held.undone }, nonce);
  }

  /**
   * Append all held actions again, in order, and return the new ids. Stops at the first that is
   * refused again; later ones stay held. Actions that are no longer held by then are left out.
   * Rejects as `recordAgain`; what was recorded before stays recorded.
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

  /** Remove a held action for good. */
  discard(nonce: string): void {
    this.#outbox.discard(nonce);
  }

  /** Stop listening; waiting and held entries stay in the device's storage. */
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

  #judge(fields: Recordable, board: Board | null): readonly Verdict[] {
    if (!board) throw this.#unknownMatch();
    const { id, inningsNumber, sequenceNumber } = this.#entry(fields);
    return judge({ ...fields, id, inningsNumber, sequenceNumber }, board.state);
  }

  #assertLawful(fields: Recordable, board: Board | null, nonce?: string): void {
    const verdicts = this.#judge(fields, board);
    if (verdicts.some(({ outcome }) => outcome === "refused")) throw new AgainstTheLaws(verdicts, nonce);
  }

  #assertInningsMayBegin({ inningsNumber, sequenceNumber }: Entry): void {
    if (sequenceNumber > 1 || typeof this.#outbox.earlier.queueState() === "string") return;
    throw new Error(`record again, or discard, what is held of innings ${inningsNumber - 1} first`);
  }

  #unknownMatch(): Error {
    return new Error(`the document of match ${this.#options.matchId} is not known`);
  }

  #wholeLog(own: readonly LogAction[] = this.#outbox.actions()): readonly LogAction[] {
    return [...this.#outbox.earlier.actions(), ...own];
  }

  /** Return the current board. The snapshot's may lack changes of the innings before. */
  #boardNow(own?: readonly LogAction[]): Board | null {
    const { setup } = this.#match.getSnapshot();
    return setup ? this.#boards.of(this.#wholeLog(own), setup) : null;
  }

  /** Check the fields; return them without `inningsNumber`, which must be the scorer's own. */
  #checked({ inningsNumber, ...fields }: Fields, { isUnchecked = false }: AppendOptions): Fields {
    if (inningsNumber !== undefined && inningsNumber !== this.#options.inningsNumber) {
      throw new InvalidAction("inningsNumber", `must be ${this.#options.inningsNumber}, the scorer's`);
    }
    if (!isUnchecked) checkAction(fields, this.#log.keeping === "book");
    return fields;
  }

  #entry(fields: Fields, target?: Target, timestamp = new Date().toISOString()): Entry {
    const place = placeAfter(this.#options.inningsNumber, lastOf(this.#outbox.actions(), this.waiting));
    return { ...place, nonce: newNonce(), timestamp, fields, ...(target && { target }) };
  }

  // An id may later belong to another device's action; a nonce never does.
  #referenceTo(id: string): { id: string; nonce: string } {
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
