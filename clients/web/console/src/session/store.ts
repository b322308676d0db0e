// Joins the recorder, the fold and the session: what the views read, and whom they tell.

import { type Board, Boards, type LogEntry, type Verdict } from "@scrbrd/client/fold";
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { type Change, make, tried } from "./changes.js";
import type { Action } from "./entries.js";
import { Devices } from "./devices.js";
import { Labels } from "./labels.js";
import { StepMemory, type StepStorage } from "./memory.js";
import { lackingSince, objectionsTo, type Remark } from "./objections.js";
import { t } from "../texts.js";
import { isAnothers, isGated } from "./gate.js";
import { type Problem, Problems } from "./problem.js";
import type { Book, Recorder, View } from "./recorder.js";
import { deliveries, type Event, type Session, START, step } from "./session.js";

/** An event that the Laws are against; it happens if the scorer says so again. */
export interface Objection {
  readonly event: Event;
  readonly verdicts: readonly Verdict[];
}

export class Store {
  readonly recorder: Recorder;
  readonly view: ReadonlySignal<View>;
  readonly board: ReadonlySignal<Board>;
  /** The deliveries that count, in the order of play. */
  readonly balls: ReadonlySignal<readonly Action[]>;
  /** What those are called. */
  readonly labels: ReadonlySignal<Labels>;
  readonly session: ReadonlySignal<Session>;
  /** Why the last thing that the scorer did could not be recorded. */
  readonly failure = signal<Problem | null>(null);
  /** Whether nothing is recorded before the score was compared: see `takeOver`. */
  readonly isGated: ReadonlySignal<boolean>;
  readonly objection = signal<Objection | null>(null);
  /** What somebody should look at in the last action; nothing is wrong with the log. */
  readonly remarks = signal<readonly Remark[]>([]);
  readonly #boards = new Boards();
  readonly #problems = new Problems();
  readonly #isTakenOver = signal(false);
  readonly #devices: Devices;
  #isMaking = false;
  #view;
  #session = signal(START);
  #stops: (() => void)[];

  /** `storage` keeps the steps that can be taken back or done again. */
  constructor(recorder: Recorder, storage: StepStorage | null = null) {
    this.recorder = recorder;
    this.#view = signal(recorder.getSnapshot());
    this.view = this.#view;
    const setup = computed(() => this.#view.value.setup);
    this.board = computed(() => this.#boards.of(this.#view.value.log, setup.value));
    this.balls = computed(() => {
      void this.board.value; // the same board means the same balls
      return deliveries(this.#view.peek().log);
    });
    this.labels = computed(() => new Labels(this.balls.value));
    this.session = this.#session;
    const wasAnothers = isAnothers(this.#view.peek());
    this.isGated = computed(() =>
      isGated(this.#view.value, { wasAnothers, isTakenOver: this.#isTakenOver.value }));
    this.#devices = new Devices(this.#view.peek().log);
    this.#stops = [
      recorder.subscribe(() => {
        this.#view.value = recorder.getSnapshot();
        this.#hear();
      }),
      ...(storage ? [this.#remember(storage)] : []),
    ];
  }

  /** Let something happen; what cannot be recorded is told, and nothing has changed. */
  dispatch = (event: Event): void => this.#happen(event, false);

  /** Record what the Laws are against: the umpires allowed it. */
  insist(): void {
    const objection = this.objection.peek();
    this.objection.value = null;
    if (objection) this.#happen(objection.event, true);
  }

  /** The board as it would be after a change. */
  tried(change: Change): Board {
    return this.boardOf(tried(this.#view.peek().log, change));
  }

  /** The board of another log of this match: a part of it, or one that is only tried. */
  boardOf(log: readonly LogEntry[]): Board {
    return this.#boards.tried(log, this.#view.peek().setup);
  }

  /** Let the recorder do something; why it could not is told. Whether it could. */
  attempt(what: () => void): boolean {
    try {
      what();
      this.#clear();
      return true;
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** The score was compared: do what takes the match over, and let this scorer record. */
  takeOver(what: () => void): void {
    this.#isTakenOver.value = this.attempt(what);
    if (this.#isTakenOver.peek()) this.#devices.takeOver();
  }

  /** Record an entry that is held again, or all of them in their order: not before the score was compared. */
  recordAgain(nonce: string | null): void {
    if (this.#isHeldBack()) return;
    void (nonce === null ? this.recorder.recordAllAgain() : this.recorder.recordAgain(nonce));
  }

  /** Answer a dispute in this scorer's book: not before that is opened. */
  answer(what: (book: Book) => void): void {
    const { book } = this.recorder;
    if (book && !this.#isHeldBack()) this.attempt(() => what(book));
  }

  /** What went wrong has been read. */
  dismiss(): void {
    this.#clear();
    this.recorder.dismissProblem();
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.recorder.close();
  }

  #remember(storage: StepStorage): () => void {
    const { match, me, log } = this.#view.peek();
    const memory = new StepMemory(storage, match.matchId, me.personId);
    this.#session.value = { ...START, ...memory.load(log) };
    const steps = computed(() => this.#session.value.done);
    const undone = computed(() => this.#session.value.undone);
    let isFirst = true;
    return effect(() => {
      const now = { done: steps.value, undone: undone.value };
      if (!isFirst) memory.keep(now, this.#view.peek().log);
      isFirst = false;
    });
  }

  #tell(why: string): void {
    this.#problems.tell(why);
    this.failure.value = this.#problems.now;
  }

  /** Whether nothing may be recorded yet, which is told. */
  #isHeldBack(): boolean {
    const isGated = this.isGated.peek();
    const { isReadOnly, role } = this.#view.peek().me;
    if (isGated) this.#tell((isReadOnly && t.match.notRecorded[role]) || t.check.first);
    return isGated;
  }

  // What is recorded again, or answered to a dispute, can be taken back as what an event changed.
  #hear(): void {
    const { made, isOvertaken } = this.#devices.hear(this.#view.peek().log, this.recorder);
    if (isOvertaken) this.dispatch({ event: "overtaken" });
    if (this.#isMaking) return;
    for (const { nonce, isVoided } of made) {
      this.dispatch({ event: isVoided ? "madeUndone" : "made", step: { did: "added", nonces: [nonce] } });
    }
  }

  // Without a step of its own an undo takes the newest action, whoever recorded it.
  #isOthers({ event }: Event, change: Change | null): boolean {
    const isUndo = event === "undo" && change?.kind === "void";
    const isOthers = isUndo && change.nonces.some((nonce) => this.#devices.isOthers(nonce));
    if (isOthers) this.#tell(t.edit.othersSince);
    return isOthers;
  }

  #clear(): void {
    this.#problems.clear();
    this.failure.value = null;
  }

  #happen(event: Event, isSure: boolean): void {
    if (event.event === "open" || event.event === "close") this.#clear();
    const before = this.#session.peek();
    const log: readonly LogEntry[] = this.#view.peek().log;
    const { session, change } = step(before, event, { board: this.board.peek(), log });
    const isEntry = change !== null || session.draft !== before.draft;
    if (isEntry && this.#isHeldBack()) return;
    if (this.#isOthers(event, change)) return;
    if (change && !this.#isAllowed(event, change, isSure)) return;
    this.#session.value = session;
    if (!change) return;
    const board = this.board.peek();
    this.#isMaking = true;
    const isMade = this.attempt(() => {
      const done = make(this.recorder, change);
      if (done) this.dispatch({ event: "made", step: done });
    });
    this.#isMaking = false;
    if (!isMade) this.#session.value = before;
    const isNew = isMade && change.kind === "append"; // a correction's preview has told
    if (isNew) this.remarks.value = [...this.remarks.peek(), ...lackingSince(board, this.board.peek())];
  }

  #isAllowed(event: Event, change: Change, isSure: boolean): boolean {
    const { refused, flagged } = objectionsTo(change, this.#view.peek().log, this.board.peek());
    this.remarks.value = isSure ? [...refused, ...flagged] : flagged;
    if (refused.length === 0 || isSure) return true;
    this.objection.value = { event, verdicts: refused };
    return false;
  }
}
