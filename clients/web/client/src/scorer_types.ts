// The view of a scorer, and the options of its methods.

import type { LogAction } from "./actions.js";
import type { ProblemProjection } from "./documents/types.js";
import type { Entry, Held } from "./entry.js";
import type { Board } from "./fold/index.js";

/** An action of the innings, with the problems that the functions found in it. */
export type ShownAction = LogAction & { readonly problems: readonly ProblemProjection[] };

/** `online`: the log is up to date with the server. */
export type Connection = "online" | "offline";

export interface ScorerView {
  readonly actions: readonly ShownAction[];
  readonly waiting: readonly Entry[];
  readonly held: readonly Held[];
  readonly connection: Connection;
  /** The board of the whole match up to this innings; null while the match's document is not known. */
  readonly board: Board | null;
}

export interface AppendOptions {
  /** Send the action without checks; the rules decide. */
  readonly isUnchecked?: boolean;
}

export interface EndOptions extends AppendOptions {
  /** Throw AgainstTheLaws if the Laws refuse the action; otherwise the app decides, see `judge`. */
  readonly isByTheLaws?: boolean;
}

export interface AgainOptions {
  /** False: keep the place and the strike as the scorer recorded them. */
  readonly isRebased?: boolean;
  /** False: record it even if the Laws refuse it by now. */
  readonly isByTheLaws?: boolean;
}
