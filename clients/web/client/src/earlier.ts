// The innings before a scorer's own: their actions, those on their way included, and whether the queue
// of the last of them lets the next innings begin.

import type { Recorder, Seen } from "./actions.js";
import { isVoiding } from "./entry.js";
import type { Entry, EntryStorage } from "./entry.js";
import type { InningsLog } from "./log.js";
import { Queues, storedQueue } from "./queues.js";
import { laidOver } from "./unconfirmed.js";

/**
 * How the queue of the innings before stands: all of it is in the log; the server has not answered
 * all; or something of it was refused, by its nonce.
 */
export type Standing = "clear" | "waiting" | { readonly refused: string };

export class EarlierInnings {
  readonly #recorder: Recorder;
  readonly #log: InningsLog;
  readonly #storage: EntryStorage;
  /** Those of the queues, the first innings' first. */
  readonly #keys: readonly string[];
  readonly #stops: (() => void)[] = [];
  /** Of a queue that is not open: what the server was asked about, and whether it lacks it. */
  readonly #asked = new Map<string, boolean>();
  #changed = (): void => {};

  constructor(recorder: Recorder, log: InningsLog, storage: EntryStorage, keys: readonly string[]) {
    this.#recorder = recorder;
    this.#log = log;
    this.#storage = storage;
    this.#keys = keys;
  }

  /** Call `changed` at each change of one of the queues. */
  listen(changed: () => void): void {
    this.#changed = changed;
    const queues = Queues.of(this.#storage);
    this.#stops.push(...this.#keys.map((key) => queues.listen(key, changed)));
  }

  close(): void {
    this.#changed = () => {};
    this.#stops.splice(0).forEach((stop) => stop());
  }

  /** Their actions in no order, as the scorers of those innings show them. */
  actions(): Seen[] {
    const queues = Queues.of(this.#storage);
    return this.#keys.flatMap((key, place) => queues.get(key)?.actions() ?? this.#logged(key, place + 1));
  }

  /** Whether something is kept back, so that the log tells nothing when it changes. */
  get isKeptBack(): boolean {
    const queues = this.#keys.map((key) => Queues.of(this.#storage).get(key) ?? storedQueue(this.#storage, key));
    return queues.some(({ waiting }) => waiting.some(({ isKeptBack }) => isKeptBack));
  }

  /** How the queue of the innings right before stands; clear where there is none. */
  standing(): Standing {
    const key = this.#keys.at(-1);
    if (key === undefined) return "clear";
    const open = Queues.of(this.#storage).get(key);
    const { waiting, held } = open ?? storedQueue(this.#storage, key);
    if (held[0]) return { refused: held[0].nonce };
    if (open) return waiting.length === 0 ? "clear" : "waiting";
    return this.#standingOf(waiting);
  }

  /** An innings that nobody scores here, with what the last session kept back. */
  #logged(key: string, inningsNumber: number): readonly Seen[] {
    const { waiting } = storedQueue(this.#storage, key);
    const own = [...this.#log.earlier].filter((action) => action.inningsNumber === inningsNumber);
    const known = new Map(own.map((action) => [action.id, action]));
    return [...laidOver(known, waiting.filter(({ isKeptBack }) => isKeptBack), this.#recorder).values()];
  }

  // Nobody looks after a queue that is closed: the log tells what became of it.
  #standingOf(waiting: readonly Entry[]): Standing {
    const shown = new Map([...this.#log.earlier].map((action) => [action.id, action]));
    const open = waiting.filter((entry) => !isDone(entry, shown.get(entry.id)));
    const refused = open.find(({ nonce }) => this.#asked.get(nonce));
    if (refused) return { refused: refused.nonce };
    if (this.#log.isEarlierCurrent) {
      open.filter(({ id }) => !shown.get(id)?.isPending).forEach((entry) => void this.#ask(entry));
    }
    return open.length === 0 ? "clear" : "waiting";
  }

  // The SDK leaves an action out of the log for a moment sometimes, so the server itself is asked.
  async #ask(entry: Entry): Promise<void> {
    const { id, nonce } = entry;
    if (this.#asked.has(nonce)) return;
    this.#asked.set(nonce, false);
    try {
      const there = await this.#log.onServer(id);
      this.#asked.set(nonce, !isDone(entry, there as Seen | undefined));
    } catch {
      this.#asked.delete(nonce); // the network went meanwhile: asked again when it is back
      return;
    }
    this.#changed();
  }
}

/** Whether the log, which has `there` in an entry's place, shows all that the entry is to bring about. */
function isDone(entry: Entry, there: Seen | undefined): boolean {
  if (!there || there.isPending) return false;
  if (isVoiding(entry)) {
    return there.nonce === entry.voiding.nonce && there.isVoided === entry.voiding.isVoided;
  }
  return there.nonce === entry.nonce && (entry.undone === undefined || there.isVoided);
}
