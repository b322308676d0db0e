// A log that shows what a test says, and the entries that are put into it.

export const OPTIONS = { matchId: "m1", personId: "anna", role: "scorer_home", inningsNumber: 1 };

/**
 * A log whose server agrees to every action at once, or when the test answers where it `isSilent`; it
 * is seen when the test says so. Undos wait in `asked` for the test's answer; `sent` are the ids of
 * what was given to the SDK, undos with a minus; `server` is what the server has by id.
 */
export class Log {
  seen = new Map();
  isCurrent = true;
  earlier = [];
  isEarlierCurrent = true;
  isSilent = false;
  asked = [];
  answers = [];
  sent = [];
  server = new Map();
  keeping = "log";
  /** What happens where the server is asked for the place behind the log's end; null: it answers. */
  unheard = null;
  #heard = () => {};

  async listen(heard) {
    this.#heard = heard;
  }

  show(...actions) {
    this.seen = new Map(actions.map((action) => [action.id, action]));
    this.#heard();
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
    return new Promise((agree, refuse) => this.asked.push({ id, isVoided, reason, agree, refuse }));
  }

  async onServer(id) {
    if (!this.server.has(id)) throw new Error("there is no network");
    return this.server.get(id);
  }

  async behind(sequenceNumber) {
    return this.unheard ? this.unheard() : this.server.get(`1_${sequenceNumber + 1}`);
  }

  close() {}
}

/** What a browser keeps for a page. */
export const storage = () => {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
};

const nonceOf = (sequenceNumber, inningsNumber) => `n${inningsNumber === 1 ? "" : `${inningsNumber}_`}${sequenceNumber}`;

/** The action of a number, 1-based; it follows the one before. */
export const entry = (sequenceNumber, inningsNumber = 1) => ({
  id: `${inningsNumber}_${sequenceNumber}`, inningsNumber, sequenceNumber, nonce: nonceOf(sequenceNumber, inningsNumber),
  follows: sequenceNumber > 1 ? nonceOf(sequenceNumber - 1, inningsNumber) : "", timestamp: "2026-05-02T12:00:00Z",
  fields: { type: "play_stopped" },
});

/** The same as the log shows it. */
export const seen = (sequenceNumber, more = {}) => ({
  ...entry(sequenceNumber).fields, ...entry(sequenceNumber), isVoided: false, isPending: false, ...more,
});

/** What another device has put in the place of a number. */
export const theirs = (sequenceNumber) => seen(sequenceNumber, { nonce: `theirs-${sequenceNumber}` });

/** What the server says to whom it refuses something. */
export const DENIED = Object.assign(new Error("Missing or insufficient permissions."), { code: "permission-denied" });

/** Ends when what has been answered has been heard. */
export const turn = () => new Promise(setImmediate);
