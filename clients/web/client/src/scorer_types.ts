// What a scorer is given, and what it shows.

import type { ProblemProjection } from "./documents/types.js";
import type { Board } from "./fold/index.js";
import type { Locks } from "./lock.js";
import type { LogOptions, Seen } from "./log.js";
import type { MatchStore } from "./match.js";
import type { Scorer } from "./scorer.js";
import type { Entry, EntryStorage, Held } from "./unconfirmed.js";

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

/** An action of the innings, with what the functions find odd in it. */
export type ShownAction = Seen & { readonly problems: readonly ProblemProjection[] };

/** `online`: the server's last word has been heard. */
export type Connection = "online" | "offline";

export interface ScorerView {
  readonly actions: readonly ShownAction[];
  readonly waiting: readonly Entry[];
  readonly held: readonly Held[];
  readonly connection: Connection;
  /** Of the whole match up to this innings; null: the match's document is not known. */
  readonly board: Board | null;
}

export interface AppendOptions {
  /** Send it as it is; the rules decide. */
  readonly isUnchecked?: boolean;
}

export interface EndOptions extends AppendOptions {
  /** Raise AgainstTheLaws where the Laws refuse it; else they are the app's matter, see `judge`. */
  readonly isByTheLaws?: boolean;
}

export interface AgainOptions {
  /** False: leave the place and the strike as the scorer saw them. */
  readonly isRebased?: boolean;
  /** False: record it even where the Laws refuse it by now. */
  readonly isByTheLaws?: boolean;
}
