// A fake log that a test controls, and entries for it.

export const OPTIONS = { matchId: "m1", personId: "anna", role: "scorer_home", inningsNumber: 1 };

/**
 * A log whose server agrees to every action at once, or when the test answers if it `isSilent`. Actions are
 * seen when the test calls `show`. Undos wait in `voidings` for the test's answer. `sent` has the ids that
 * were given to the SDK, undos with a minus; `server` has the server's documents by id.
 */
export class Log {
  seen = new Map();
  isCurrent = true;
  earlier = [];
  isEarlierCurrent = true;
  isSilent = false;
  voidings = [];
  answers = [];
  sent = [];
  server = new Map();
  keeping = "log";
  /** Called when the server is asked for the action after the end of the log; null: it answers. */
  failServer = null;
  #listener = () => {};

  async listen(listener) {
    this.#listener = listener;
  }

  show(...actions) {
    this.seen = new Map(actions.map((action) => [action.id, action]));
    this.#listener();
  }

  batch({ id }) {
    const commit = async () => {
      this.sent.push(id);
      if (this.isSilent) await new Promise((agree, refuse) => this.answers.push({ agree, refuse }));
    };
    return { commit };
  }

  setVoided(id, isVoided, reason) {
    this.sent.push(`-${id}`);
    return new Promise((agree, refuse) => this.voidings.push({ id, isVoided, reason, agree, refuse }));
  }

  async onServer(id) {
    if (!this.server.has(id)) throw new Error("there is no network");
    return this.server.get(id);
  }

  async actionAfter(sequenceNumber) {
    return this.failServer ? this.failServer() : this.server.get(`1_${sequenceNumber + 1}`);
  }

  close() {}
}

/** Return a browser's storage for a page. */
export const newStorage = () => {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
};

const nonceOf = (sequenceNumber, inningsNumber) => `n${inningsNumber === 1 ? "" : `${inningsNumber}_`}${sequenceNumber}`;

/** Return the entry with a 1-based number; it follows the previous one. */
export const entry = (sequenceNumber, inningsNumber = 1) => ({
  id: `${inningsNumber}_${sequenceNumber}`, inningsNumber, sequenceNumber, nonce: nonceOf(sequenceNumber, inningsNumber),
  follows: sequenceNumber > 1 ? nonceOf(sequenceNumber - 1, inningsNumber) : "", timestamp: "2026-05-02T12:00:00Z",
  fields: { type: "play_stopped" },
});

/** Return the same entry as the log shows it. */
export const shownEntry = (sequenceNumber, more = {}) => ({
  ...entry(sequenceNumber).fields, ...entry(sequenceNumber), isVoided: false, isPending: false, ...more,
});

/** Return an action of another device at the place of a number. */
export const otherDevicesEntry = (sequenceNumber) => shownEntry(sequenceNumber, { nonce: `theirs-${sequenceNumber}` });

/** The error with which the server refuses a write. */
export const DENIED = Object.assign(new Error("Missing or insufficient permissions."), { code: "permission-denied" });

/** Resolves when pending promises have settled. */
export const settlePromises = () => new Promise(setImmediate);

/**
 * Let the seconds pass in which an unreachable server is asked again, without waiting for them. Call the
 * function that is returned to let `seconds` pass.
 */
export function passingSeconds(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  return async (seconds = 10) => {
    for (let second = 0; second < seconds; second += 1) {
      await settlePromises();
      t.mock.timers.tick(1_000);
    }
    await settlePromises();
  };
}
