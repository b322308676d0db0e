// The stages between opening the page and scoring: sign-in, then the choice of a match.

import type { Recorder } from "./session/recorder.js";

export interface MatchChoice {
  readonly matchId: string;
  readonly name: string;
  readonly detail: string;
}

export type Gate =
  | { readonly at: "loading" }
  | { readonly at: "signIn"; readonly providers: readonly string[] }
  | { readonly at: "choose"; readonly matches: readonly MatchChoice[] }
  | { readonly at: "failed"; readonly message: string; readonly hasNoRole?: boolean }
  | { readonly at: "open"; readonly recorder: Recorder };

/** Reports the current stage on the way to a match, and signs the user in and out. */
export interface GateKeeper {
  subscribe(listener: (gate: Gate) => void): () => void;
  signIn(email: string, password: string): Promise<void>;
  signInWith(provider: string): Promise<void>;
  signOut: (() => void) | null;
}
