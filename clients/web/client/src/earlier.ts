// The innings before a scorer's own: their actions, including waiting ones, and whether the queue
// of the innings right before lets the next innings begin.

import type { Recorder, LogAction } from "./actions.js";
import { isVoiding } from "./entry.js";
import type { Entry, EntryStorage } from "./entry.js";
import type { InningsLog } from "./log.js";
import { Queues, storedQueue } from "./queues.js";
import { withWaiting } from "./unconfirmed.js";

/**
 * The state of the queue of the innings right before. `clear`: all of it is in the log; `waiting`:
 * the server has not answered everything; `refused`: the nonce of an entry that was refused.
 */
export type QueueState = "clear" | "waiting" | { readonly refused: string };

export class EarlierInnings {
  readonly #recorder: Recorder;
  readonly #log: InningsLog;
  readonly #storage: EntryStorage;
  /** The keys of the queues, in order of the innings. */
  readonly #keys: readonly string[];
  readonly #stops: (() => void)[] = [];
  /** Nonces of a closed queue's entries that the server was asked about; true if it lacks the entry. */
  readonly #isMissing = new Map<string, boolean>();
  #changed = (): void => {};

  constructor(recorder: Recorder, log: InningsLog, storage: EntryStorage, keys: readonly string[]) {
    this.#recorder = recorder;
    this.#log = log;
    this.#storage = storage;
    this.#keys = keys;
  }

  /** Call `changed` after each change of one of the queues. */
  listen(changed: () => void): void {
    this.#changed = changed;
    const queues = Queues.of(this.#storage);
    this.#stops.push(...this.#keys.map((key) => queues.listen(key, changed)));
  }

  close(): void {
    this.#changed = () => {};
    this.#stops.splice(0).forEach((stop) => stop());
  }

  /** Return the actions of these innings in no order, as the scorers of those innings show them. */
  actions(): LogAction[] {
    const queues = Queues.of(this.#storage);
    return this.#keys.flatMap((key, place) => queues.get(key)?.actions() ?? this.#logged(key, place + 1));
  }

  /** Whether an entry is kept back, in which case the log does not show its changes. */
  get isKeptBack(): boolean {
    const queues = this.#keys.map((key) => Queues.of(this.#storage).get(key) ?? storedQueue(this.#storage, key));
    return queues.some(({ waiting }) => waiting.some(({ isKeptBack }) => isKeptBack));
  }

  /** Return the state of the queue of the innings right before; `clear` if there is none. */
  queueState(): QueueState {
    const key = this.#keys.at(-1);
    if (key === undefined) return "clear";
    const open = Queues.of(this.#storage).get(key);
    const { waiting, held } = open ?? storedQueue(this.#storage, key);
    if (held[0]) return { refused: held[0].nonce };
    if (open) return waiting.length === 0 ? "clear" : "waiting";
    return this.#closedQueueState(waiting);
  }

  /**
   * Return the actions of an innings that no scorer has open here, with the entries that the last
   * session kept back.
   */
  #logged(key: string, inningsNumber: number): readonly LogAction[] {
    const { waiting } = storedQueue(this.#storage, key);
    const own = [...this.#log.earlier].filter((action) => action.inningsNumber === inningsNumber);
    const known = new Map(own.map((action) => [action.id, action]));
    return [...withWaiting(known, waiting.filter(({ isKeptBack }) => isKeptBack), this.#recorder).values()];
  }

  // Entries of a closed queue are not followed: the log shows what became of them.
  #closedQueueState(waiting: readonly Entry[]): QueueState {
    const shown = new Map([...this.#log.earlier].map((action) => [action.id, action]));
    const open = waiting.filter((entry) => !isDone(entry, shown.get(entry.id)));
    const refused = open.find(({ nonce }) => this.#isMissing.get(nonce));
    if (refused) return { refused: refused.nonce };
    if (this.#log.isEarlierCurrent) {
      open.filter(({ id }) => !shown.get(id)?.isPending).forEach((entry) => void this.#ask(entry));
    }
    return open.length === 0 ? "clear" : "waiting";
  }

  // The SDK sometimes leaves an action out of the log for a moment, so the server is asked.
  async #ask(entry: Entry): Promise<void> {
    const { id, nonce } = entry;
    if (this.#isMissing.has(nonce)) return;
    this.#isMissing.set(nonce, false);
    try {
      const stored = await this.#log.onServer(id);
      this.#isMissing.set(nonce, !isDone(entry, stored as LogAction | undefined));
    } catch {
      this.#isMissing.delete(nonce); // the network is gone: asked again when it is back
      return;
    }
    this.#changed();
  }
}

/** Return whether the log, which has `there` in an entry's place, already shows the entry's effect. */
function isDone(entry: Entry, shown: LogAction | undefined): boolean {
  if (!shown || shown.isPending) return false;
  if (isVoiding(entry)) {
    return shown.nonce === entry.voiding.nonce && shown.isVoided === entry.voiding.isVoided;
  }
  return shown.nonce === entry.nonce && (entry.undone === undefined || shown.isVoided);
}
