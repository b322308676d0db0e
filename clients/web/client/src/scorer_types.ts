// What a scorer shows, and what its calls are told.

import type { Seen } from "./actions.js";
import type { ProblemProjection } from "./documents/types.js";
import type { Entry, Held } from "./entry.js";
import type { Board } from "./fold/index.js";

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
