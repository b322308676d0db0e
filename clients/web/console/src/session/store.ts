// Joins the recorder, the fold and the session: the views read its signals and dispatch events to it.

import { type Board, Boards, type LogEntry, type Verdict } from "@scrbrd/client/fold";
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { type Change, recordChange, withChange } from "./changes.js";
import type { Action } from "./entries.js";
import { Devices } from "./devices.js";
import { Labels } from "./labels.js";
import { StepMemory, type StepStorage } from "./memory.js";
import { remarksOnMissing, objectionsTo, type Remark } from "./objections.js";
import { t } from "../texts.js";
import { isOthersLog, isGated } from "./gate.js";
import { messageOf, type Problem, Problems } from "./problem.js";
import type { Book, Recorder, View } from "./recorder.js";
import { deliveries, type Event, type Session, START, step } from "./session.js";

/** An event against the Laws; it is carried out only if the scorer confirms it. */
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
  /** The labels of these deliveries. */
  readonly labels: ReadonlySignal<Labels>;
  readonly session: ReadonlySignal<Session>;
  /** Why the scorer's last input could not be recorded. */
  readonly failure = signal<Problem | null>(null);
  /** Whether recording is blocked until the score has been compared: see `takeOver`. */
  readonly isGated: ReadonlySignal<boolean>;
  readonly objection = signal<Objection | null>(null);
  /** Remarks on the last action that should be looked at; the log itself is valid. */
  readonly remarks = signal<readonly Remark[]>([]);
  readonly #boards = new Boards();
  readonly #problems = new Problems();
  readonly #isTakenOver = signal(false);
  readonly #devices: Devices;
  #isRecording = false;
  #view;
  #session = signal(START);
  #stops: (() => void)[];

  /** `storage` keeps the steps that can be undone or redone. */
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
    const wasOthersLog = isOthersLog(this.#view.peek());
    this.isGated = computed(() =>
      isGated(this.#view.value, { wasOthersLog, isTakenOver: this.#isTakenOver.value }));
    this.#devices = new Devices(this.#view.peek().log);
    this.#stops = [
      recorder.subscribe(() => {
        this.#view.value = recorder.getSnapshot();
        this.#onLogChanged();
      }),
      ...(storage ? [this.#keepSteps(storage)] : []),
    ];
  }

  /** Carry out an event. If it cannot be recorded, `failure` says why and nothing changes. */
  dispatch = (event: Event): void => this.#carryOut(event, false);

  /** Record the event against the Laws, because the umpires allowed it. */
  confirmObjection(): void {
    const objection = this.objection.peek();
    this.objection.value = null;
    if (objection) this.#carryOut(objection.event, true);
  }

  /** Return the board as it would be after a change. */
  boardAfter(change: Change): Board {
    return this.boardOf(withChange(this.#view.peek().log, change));
  }

  /** Return the board of another log of this match: a part of it, or a previewed one. */
  boardOf(log: readonly LogEntry[]): Board {
    return this.#boards.tried(log, this.#view.peek().setup);
  }

  /** Run an operation of the recorder and return whether it succeeded; if not, `failure` says why. */
  attempt(operation: () => void): boolean {
    try {
      operation();
      this.#clear();
      return true;
    } catch (error) {
      this.#reportFailure(messageOf(error));
      return false;
    }
  }

  /** Run the operation that takes the match over, after the score was compared, and let this scorer record. */
  takeOver(operation: () => void): void {
    this.#isTakenOver.value = this.attempt(operation);
    if (this.#isTakenOver.peek()) this.#devices.takeOver();
  }

  /** Record a held entry again, or all of them (null) in their order; not before the score was compared. */
  recordAgain(nonce: string | null): void {
    if (this.#isBlocked()) return;
    void (nonce === null ? this.recorder.recordAllAgain() : this.recorder.recordAgain(nonce));
  }

  /** Answer a dispute in this scorer's book; not before the book is opened. */
  answer(operation: (book: Book) => void): void {
    const { book } = this.recorder;
    if (book && !this.#isBlocked()) this.attempt(() => operation(book));
  }

  /** Remove the failure and the problem, because the scorer has read them. */
  dismiss(): void {
    this.#clear();
    this.recorder.dismissProblem();
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.recorder.close();
  }

  #keepSteps(storage: StepStorage): () => void {
    const { match, me, log } = this.#view.peek();
    const memory = new StepMemory(storage, match.matchId, me.personId);
    this.#session.value = { ...START, ...memory.load(log) };
    const steps = computed(() => this.#session.value.done);
    const undone = computed(() => this.#session.value.undone);
    let isFirst = true;
    return effect(() => {
      const now = { done: steps.value, undone: undone.value };
      if (!isFirst) memory.save(now, this.#view.peek().log);
      isFirst = false;
    });
  }

  #reportFailure(message: string): void {
    this.#problems.report(message);
    this.failure.value = this.#problems.now;
  }

  /** Return whether nothing may be recorded yet; if so, report it as a failure. */
  #isBlocked(): boolean {
    const isGated = this.isGated.peek();
    const { isReadOnly, role } = this.#view.peek().me;
    if (isGated) this.#reportFailure((isReadOnly && t.match.notRecorded[role]) || t.check.first);
    return isGated;
  }

  // Actions recorded again, or recorded as an answer to a dispute, become steps that can be undone.
  #onLogChanged(): void {
    const { recordedHere, isOvertaken } = this.#devices.update(this.#view.peek().log, this.recorder);
    if (isOvertaken) this.dispatch({ event: "overtaken" });
    if (this.#isRecording) return;
    for (const { nonce, isVoided } of recordedHere) {
      this.dispatch({ event: isVoided ? "recordedUndone" : "recorded", step: { did: "added", nonces: [nonce] } });
    }
  }

  // An undo without a step of this device would undo the newest action, whoever recorded it: refuse another device's.
  #undoesOthers({ event }: Event, change: Change | null): boolean {
    const isUndo = event === "undo" && change?.kind === "void";
    const isOthers = isUndo && change.nonces.some((nonce) => this.#devices.isFromOtherDevice(nonce));
    if (isOthers) this.#reportFailure(t.edit.othersSince);
    return isOthers;
  }

  #clear(): void {
    this.#problems.clear();
    this.failure.value = null;
  }

  #carryOut(event: Event, isConfirmed: boolean): void {
    if (event.event === "open" || event.event === "close") this.#clear();
    const before = this.#session.peek();
    const log: readonly LogEntry[] = this.#view.peek().log;
    const { session, change } = step(before, event, { board: this.board.peek(), log });
    const isEntry = change !== null || session.draft !== before.draft;
    if (isEntry && this.#isBlocked()) return;
    if (this.#undoesOthers(event, change)) return;
    if (change && !this.#isAllowed(event, change, isConfirmed)) return;
    this.#session.value = session;
    if (!change) return;
    const board = this.board.peek();
    this.#isRecording = true;
    const isRecorded = this.attempt(() => {
      const done = recordChange(this.recorder, change);
      if (done) this.dispatch({ event: "recorded", step: done });
    });
    this.#isRecording = false;
    if (!isRecorded) this.#session.value = before;
    const isNew = isRecorded && change.kind === "append"; // the preview of a correction has shown its problems
    if (isNew) this.remarks.value = [...this.remarks.peek(), ...remarksOnMissing(board, this.board.peek())];
  }

  #isAllowed(event: Event, change: Change, isConfirmed: boolean): boolean {
    const { refused, flagged } = objectionsTo(change, this.#view.peek().log, this.board.peek());
    this.remarks.value = isConfirmed ? [...refused, ...flagged] : flagged;
    if (refused.length === 0 || isConfirmed) return true;
    this.objection.value = { event, verdicts: refused };
    return false;
  }
}
